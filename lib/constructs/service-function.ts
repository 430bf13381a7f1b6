import { Duration, Size, Validations } from 'aws-cdk-lib';
import { type IMetric, MathExpression } from 'aws-cdk-lib/aws-cloudwatch';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  Architecture,
  Code,
  Function as Lambda,
  RecursiveLoop,
  Runtime,
  Tracing,
} from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { hasTable } from '#schemas/define-service.ts';
import type { FunctionName } from '#schemas/services.ts';
import { bundleFolder } from '../bundle-folder.ts';
import { logRetention, type StageConfig } from '../stages.ts';
import { ExplainedAlarm, minute } from './explained-alarm.ts';
import type { ServiceStack } from './service-stack.ts';

export interface ServiceFunctionProps {
  readonly name: FunctionName;
  /** How long it may take, hence how much memory it has: it answers a caller, works on a batch, or on one long piece. */
  readonly pace: Pace;
  readonly description: string;
  readonly environment?: Readonly<Record<string, string>>;
  /**
   * It sends messages to queues that it is fed from. Lambda stops a chain of messages after about 16 hops, unless a
   * function says that it is meant.
   */
  readonly feedsItself?: boolean;
  /** The meaning of its failures for people. */
  readonly errorImpact: string;
}

type Pace = keyof StageConfig['timeouts'];

/**
 * CPU comes with memory: a function that answers a caller gets more of it, so that a cold start reads its bundle fast. So does a worker, whose
 * parser needs CPU; its memory does not grow with the file.
 */
const megabytes: Record<Pace, number> = { api: 1024, batch: 512, worker: 1024 };

/** A worker sorts its hosts on disk: the largest report must fit. */
const DISK_OF_A_WORKER = Size.gibibytes(10);

const reservedConcurrency = (stage: StageConfig, name: FunctionName): number | undefined =>
  name === 'authorizer' || name === 'commands' ? stage.concurrency.reserved?.[name] : undefined;

/** The environment of every function: its place, and how to log. */
const commonEnvironment = ({
  stage,
  definition,
  service,
  names,
  bus,
}: ServiceStack): Record<string, string> => ({
  NODE_OPTIONS: '--enable-source-maps',
  STAGE: stage.name,
  SERVICE: service,
  ...(hasTable(definition) ? { TABLE: names.table(service), DUE_PARTITIONS: stage.duePartitions } : {}),
  BUS: bus.eventBusName,
  CLAIMS_BUCKET: names.claimsBucket,
  POWERTOOLS_SERVICE_NAME: service,
  POWERTOOLS_METRICS_NAMESPACE: 'Chariot',
  POWERTOOLS_LOG_LEVEL: stage.logLevel,
  POWERTOOLS_TRACE_ENABLED: String(stage.features.tracing),
});

/**
 * One Lambda function of a service, with its bundle and an alarm on its failures. Its role has no right but to log
 * and to trace, and its log group is encrypted and ends. Further rights come from `permissions.ts`.
 *
 * @example new ServiceFunction(this, 'Relay', { name: 'relay', pace: 'batch', description: 'Publishes ...', errorImpact: 'Events are late.' })
 */
export class ServiceFunction extends Construct {
  readonly role: Role;
  readonly lambda: Lambda;

  constructor(
    stack: ServiceStack,
    id: string,
    { name, pace, description, environment, feedsItself = false, errorImpact }: ServiceFunctionProps,
  ) {
    super(stack, id);
    const { stage, service, names } = stack;
    const functionName = names.function(service, name);
    this.role = new Role(this, 'Role', {
      roleName: names.role(service, name),
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
    });
    Validations.of(this.role).acknowledge({
      id: 'AwsSolutions-IAM5[Resource::*]',
      reason: 'X-Ray knows no resources: the right to send traces is on *.',
    });
    const reserved = reservedConcurrency(stage, name);
    this.lambda = new Lambda(this, 'Function', {
      functionName,
      description,
      runtime: Runtime.NODEJS_24_X,
      architecture: stage.architecture === 'arm64' ? Architecture.ARM_64 : Architecture.X86_64,
      code: Code.fromAsset(bundleFolder(service, name)),
      handler: 'index.handler',
      role: this.role,
      logGroup: this.logGroup(stack, functionName),
      memorySize: megabytes[pace],
      timeout: Duration.seconds(stage.timeouts[pace]),
      ...(pace === 'worker' && { ephemeralStorageSize: DISK_OF_A_WORKER }),
      tracing: Tracing.ACTIVE,
      recursiveLoop: feedsItself ? RecursiveLoop.ALLOW : RecursiveLoop.TERMINATE,
      environment: { ...commonEnvironment(stack), ...environment },
      ...(reserved === undefined ? {} : { reservedConcurrentExecutions: reserved }),
    });
    this.alarmOnErrors(stack, functionName, errorImpact);
    this.alarmOnCapacity(stack, functionName, name);
  }

  private logGroup(stack: ServiceStack, functionName: string): LogGroup {
    const group = new LogGroup(this, 'Logs', {
      logGroupName: stack.names.logGroup(functionName),
      retention: logRetention(stack.stage),
      encryptionKey: stack.key,
      removalPolicy: stack.removal,
    });
    group.grantWrite(this.role);
    return group;
  }

  private alarmOnErrors({ stage, alarmTopic }: ServiceStack, functionName: string, impact: string): void {
    const rates = stage.features.metricMath;
    const errors = this.lambda.metricErrors({ period: minute });
    const rate: IMetric = new MathExpression({
      expression: '100 * errors / invocations',
      usingMetrics: { errors, invocations: this.lambda.metricInvocations({ period: minute }) },
      period: minute,
    });
    new ExplainedAlarm(this, 'Errors', {
      name: `${functionName}-errors`,
      metric: rates ? rate : errors,
      above: rates ? 1 : 0,
      minutes: rates ? 3 : 1,
      means: `${functionName} fails in more than 1 % of its invocations.`,
      impact,
      runbook: 'function-errors',
      topic: alarmTopic,
    });
  }

  private alarmOnCapacity(stack: ServiceStack, functionName: string, name: FunctionName): void {
    const reserved = reservedConcurrency(stack.stage, name);
    if (reserved === undefined) return;
    new ExplainedAlarm(this, 'Capacity', {
      name: `${functionName}-capacity`,
      metric: this.lambda.metric('ConcurrentExecutions', { period: minute, statistic: 'Maximum' }),
      above: Math.floor(reserved * 0.8),
      minutes: 3,
      means: `${functionName} uses more than 80 % of the ${reserved} concurrent executions reserved for it.`,
      impact: 'Beyond them callers are refused with 503.',
      runbook: 'function-capacity',
      topic: stack.alarmTopic,
    });
  }
}
