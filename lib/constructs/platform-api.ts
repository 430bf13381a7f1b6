import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import { HttpApi, HttpStage, LogGroupLogDestination } from 'aws-cdk-lib/aws-apigatewayv2';
import { type IMetric, MathExpression } from 'aws-cdk-lib/aws-cloudwatch';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { ResourceNames } from '../names.ts';
import { logRetention, type StageConfig } from '../stages.ts';
import { ExplainedAlarm, minute } from './explained-alarm.ts';
import type { StageStack } from './stage-stack.ts';

interface Props {
  readonly key: IKey;
  readonly alarmTopic: ITopic;
}

/** The caller, the route, the outcome and the duration; never the content. */
const logged = {
  requestId: '$context.requestId',
  time: '$context.requestTime',
  ip: '$context.identity.sourceIp',
  route: '$context.routeKey',
  status: '$context.status',
  bytes: '$context.responseLength',
  milliseconds: '$context.responseLatency',
  account: '$context.authorizer.accountId',
  actor: '$context.authorizer.actor',
  credential: '$context.authorizer.keyId',
  authorizerError: '$context.authorizer.error',
  integrationError: '$context.integrationErrorMessage',
};

/**
 * The one HTTP API of the platform, throttled and logged. Services add their own routes.
 *
 * @example const api = new PlatformApi(this, 'Api', { key, alarmTopic })
 */
export class PlatformApi extends HttpApi {
  constructor(stack: StageStack, id: string, { key, alarmTopic }: Props) {
    const { stage, names, removal } = stack;
    super(stack, id, {
      apiName: names.api,
      description: 'The API of all services',
      createDefaultStage: false,
    });
    const logGroup = new LogGroup(this, 'AccessLogs', {
      logGroupName: names.apiLogGroup,
      retention: logRetention(stage),
      encryptionKey: key,
      removalPolicy: removal,
    });
    new HttpStage(this, 'Stage', {
      httpApi: this,
      stageName: '$default',
      // Services add routes when they are deployed, and expect them to be there.
      autoDeploy: true,
      detailedMetricsEnabled: true,
      throttle: { rateLimit: stage.throttle.rate, burstLimit: stage.throttle.burst },
      accessLogSettings: {
        destination: new LogGroupLogDestination(logGroup),
        format: AccessLogFormat.custom(JSON.stringify(logged)),
      },
    });
    this.addAlarms(stage, names, alarmTopic);
  }

  private addAlarms(stage: StageConfig, names: ResourceNames, topic: ITopic): void {
    const rates = stage.features.metricMath;
    const failed = this.metricServerError({ period: minute, statistic: 'Sum' });
    const rate: IMetric = new MathExpression({
      expression: '100 * failed / requests',
      usingMetrics: { failed, requests: this.metricCount({ period: minute, statistic: 'Sum' }) },
      period: minute,
    });
    new ExplainedAlarm(this, 'Slow', {
      name: `${names.api}-slow`,
      metric: this.metricLatency({ period: minute, statistic: rates ? 'p95' : 'Average' }),
      above: 200,
      minutes: 3,
      means: 'One request in twenty takes more than 200 ms.',
      impact: 'The promise to callers is broken; clients with short time-outs repeat requests.',
      runbook: 'api-latency',
      topic,
    });
    new ExplainedAlarm(this, 'Failing', {
      name: `${names.api}-failing`,
      metric: rates ? rate : failed,
      above: rates ? 1 : 0,
      minutes: rates ? 3 : 1,
      means: 'More than 1 % of the requests end with a 5xx.',
      impact: 'Callers cannot read or change things, and retry.',
      runbook: 'api-errors',
      topic,
    });
  }
}
