import { EventBus, type IEventBus } from 'aws-cdk-lib/aws-events';
import { type IKey, Key } from 'aws-cdk-lib/aws-kms';
import { type ITopic, Topic } from 'aws-cdk-lib/aws-sns';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import type { Construct } from 'constructs';
import type { Service, ServiceName } from '#schemas/services.ts';
import type { ParameterName } from '../names.ts';
import { type StageProps, StageStack } from './stage-stack.ts';

/**
 * The stack of one service. It finds the platform's key, bus and alarm topic by name, so that stacks deploy one by
 * one.
 *
 * @example
 * class RiskStack extends ServiceStack {
 *   constructor(scope: Construct, props: StageProps) {
 *     super(scope, riskService, props);
 *     new ServiceCore(this);
 *   }
 * }
 */
export abstract class ServiceStack extends StageStack {
  readonly definition: Service;
  readonly service: ServiceName;
  /** Encrypts everything that this service owns. */
  readonly key: IKey;
  readonly platformKey: IKey;
  readonly bus: IEventBus;
  readonly alarmTopic: ITopic;
  readonly claimsBucketArn: string;

  constructor(scope: Construct, definition: Service, props: StageProps) {
    super(scope, definition.name, definition.description, props);
    this.definition = definition;
    this.service = definition.name;
    this.key = this.keyOf(definition.name);
    this.platformKey = this.keyOf('platform');
    this.bus = EventBus.fromEventBusName(this, 'Bus', this.names.bus);
    this.alarmTopic = Topic.fromTopicArn(
      this,
      'AlarmTopic',
      this.formatArn({ service: 'sns', resource: this.names.alarmTopic }),
    );
    this.claimsBucketArn = this.bucketArn(this.names.claimsBucket);
  }

  /** A fact that another stack left in the parameter store, read when this stack is deployed. */
  parameter(name: ParameterName): string {
    return StringParameter.valueForStringParameter(this, this.names.parameter(name));
  }

  /** The key that encrypts the data of `owner`. */
  keyOf(owner: ServiceName | 'platform'): IKey {
    return Key.fromKeyArn(this, `Key-${owner}`, this.parameter(`key-arn/${owner}`));
  }

  bucketArn(bucketName: string): string {
    return this.formatArn({ service: 's3', region: '', account: '', resource: bucketName });
  }
}
