import { ArnFormat, CfnOutput, Duration, Validations } from 'aws-cdk-lib';
import type { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import type { Construct } from 'constructs';
import { type ServiceName, services } from '#schemas/services.ts';
import { AccessLogBucket } from './constructs/access-log-bucket.ts';
import { addDashboard } from './constructs/dashboard.ts';
import { DomainBus } from './constructs/domain-bus.ts';
import { PlatformApi } from './constructs/platform-api.ts';
import { PrivateBucket } from './constructs/private-bucket.ts';
import { ServiceKey } from './constructs/service-key.ts';
import { type StageProps, StageStack } from './constructs/stage-stack.ts';
import type { ParameterName } from './names.ts';

/** The functions of other services that read files of `owner`: `asset-reactions`. */
const readersOf = (owner: ServiceName): string[] =>
  services.flatMap(({ name, readsFilesOf = {} }) =>
    (readsFilesOf[owner] ?? []).map((reader) => `${name}-${reader}`),
  );

/** The common parts of all services: keys, the domain bus, the API, the alarm topic. It knows nothing of their work. */
export class PlatformStack extends StageStack {
  constructor(scope: Construct, props: StageProps) {
    super(scope, 'platform', 'what its services share', props);
    const key = this.addKeys();
    const alarmTopic = this.addAlarmTopic(key);
    new DomainBus(this, 'Bus', { key, alarmTopic });
    if (this.stage.features.accessLogs) new AccessLogBucket(this, 'AccessLogs');
    this.addClaimsBucket(key);
    this.addCursorSecret(key);
    const api = new PlatformApi(this, 'Api', { key, alarmTopic });
    this.share('api-id', api.apiId);
    if (this.stage.features.dashboard) addDashboard(this, api);
    this.sayHowToGoOn(api);
  }

  private share(name: ParameterName, stringValue: string): void {
    new StringParameter(this, `Parameter-${name}`, {
      parameterName: this.names.parameter(name),
      stringValue,
    });
  }

  /** One key per service, and one for the common parts. */
  private addKeys(): ServiceKey {
    const { prefix, apiLogGroup } = this.names;
    for (const { name: owner } of services) {
      const key = new ServiceKey(this, `Key-${owner}`, {
        owner,
        // Of AWS's services only the bus writes by itself: into queues.
        usedBy: ['events.amazonaws.com'],
        logGroups: `/aws/lambda/${prefix}-${owner}-*`,
        lentTo: readersOf(owner).map((reader) => `${prefix}-${reader}-*`),
      });
      this.share(`key-arn/${owner}`, key.keyArn);
    }
    const key = new ServiceKey(this, 'Key-platform', {
      owner: 'platform',
      usedBy: ['events.amazonaws.com', 'cloudwatch.amazonaws.com'],
      logGroups: apiLogGroup,
    });
    this.share('key-arn/platform', key.keyArn);
    return key;
  }

  private addAlarmTopic(key: ServiceKey): Topic {
    const topic = new Topic(this, 'AlarmTopic', {
      topicName: this.names.alarmTopic,
      displayName: `Chariot ${this.stage.name}`,
      masterKey: key,
      enforceSSL: true,
    });
    // A policy of one's own takes the place of the one that every topic has; without this, alarms ring and nobody is told.
    topic.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [topic.topicArn],
        conditions: {
          StringEquals: { 'aws:SourceAccount': this.account },
          ArnLike: {
            'aws:SourceArn': this.formatArn({
              service: 'cloudwatch',
              resource: 'alarm',
              resourceName: `${this.names.prefix}-*`,
              arnFormat: ArnFormat.COLON_RESOURCE_NAME,
            }),
          },
        },
      }),
    );
    if (this.stage.alarmEmail) topic.addSubscription(new EmailSubscription(this.stage.alarmEmail));
    return topic;
  }

  private addClaimsBucket(key: ServiceKey): void {
    new PrivateBucket(this, 'Claims', {
      bucketName: this.names.claimsBucket,
      key,
      lifecycle: [
        // Longer than any queue keeps the message that refers to it.
        { prefix: 'claims/', expiration: Duration.days(30) },
        // A parked message leaves its queue after 14 days. Its copy stays until long after somebody should have
        // looked.
        { prefix: 'parked/', expiration: Duration.days(365) },
      ],
    });
  }

  private addCursorSecret(key: ServiceKey): void {
    const secret = new Secret(this, 'CursorSecret', {
      secretName: this.names.cursorSecret,
      description: 'Signs the cursors of lists',
      encryptionKey: key,
      removalPolicy: this.removal,
      generateSecretString: { passwordLength: 64, excludePunctuation: true },
    });
    this.share('cursor-secret-arn', secret.secretArn);
    Validations.of(secret).acknowledge({
      id: 'AwsSolutions-SMG4',
      reason:
        'It guards no data: a cursor only says where a list goes on. Changing it ends open lists, so it is changed by hand, when it has leaked.',
    });
  }

  private sayHowToGoOn(api: HttpApi): void {
    const outputs = {
      ApiUrl: ['Where the API is', api.apiEndpoint],
      Region: ['Where it runs', this.region],
      Stage: ['The stage', this.stage.name],
      Docs: ['How to go on', 'README.md and docs/runbook.md'],
    } as const;
    for (const [id, [description, value]] of Object.entries(outputs))
      new CfnOutput(this, id, { description, value });
  }
}
