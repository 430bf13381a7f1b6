import { Duration } from 'aws-cdk-lib';
import { EventSourceMapping } from 'aws-cdk-lib/aws-lambda';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { QueueName } from '#schemas/services.ts';
import type { StageConfig } from '../stages.ts';
import { DeadLetterQueue } from './dead-letter-queue.ts';
import { ExplainedAlarm, minute } from './explained-alarm.ts';
import { mayReceive, maySend } from './permissions.ts';
import type { ServiceConsumer } from './service-consumer.ts';
import type { ServiceStack } from './service-stack.ts';

interface Props {
  readonly name: QueueName;
  /** How many copies of the consumer may work on it at once, as the stage says; `events` without it. */
  readonly copies?: keyof StageConfig['concurrency']['copies'];
  /** How long one batch may take; `batch` without it. */
  readonly timeout?: 'batch' | 'worker';
  /** Messages per invocation; 1 where one message is a whole piece of work. */
  readonly batchSize: number;
  /** Seconds that a message may wait. It rings when the oldest one is older for longer than one attempt may take. */
  readonly lateAfter: number;
  readonly lateImpact: string;
}

/**
 * A queue of work of one service: encrypted, TLS only, with a dead-letter queue and alarms on both.
 *
 * @example const due = new WorkQueue(this, 'Due', { name: 'due', batchSize: 10, ... }); due.feed(reactions)
 */
export class WorkQueue extends Construct {
  readonly name: string;
  readonly queue: Queue;
  readonly parked: DeadLetterQueue;
  private readonly stack: ServiceStack;
  private readonly props: Props;

  constructor(stack: ServiceStack, id: string, props: Props) {
    super(stack, id);
    const { names, service, stage } = stack;
    const queueName = names.queue(service, props.name);
    this.name = queueName;
    this.stack = stack;
    this.props = props;
    this.parked = new DeadLetterQueue(stack, `${id}Parked`, {
      of: 'queue',
      queueName: names.deadLetterQueue(service, props.name),
      key: stack.key,
      alarmTopic: stack.alarmTopic,
    });
    const pace = props.timeout ?? 'batch';
    const hidden = stage.timeouts[pace] * stage.queues.visibilityFactor[pace];
    this.queue = new Queue(this, 'Queue', {
      queueName,
      retentionPeriod: Duration.days(14),
      visibilityTimeout: Duration.seconds(hidden),
      encryption: QueueEncryption.KMS,
      encryptionMasterKey: stack.key,
      enforceSSL: true,
      removalPolicy: stack.removal,
      // One more than the consumer handles: at that one it parks what killed it every time, with a reason and a copy.
      deadLetterQueue: { queue: this.parked, maxReceiveCount: stage.queues.maxReceives + 1 },
    });
    new ExplainedAlarm(this, 'Late', {
      name: `${queueName}-late`,
      metric: this.queue.metricApproximateAgeOfOldestMessage({ period: minute, statistic: 'Maximum' }),
      above: props.lateAfter,
      // A message ages while it is worked on. One whose consumer was killed comes again after the time-out; that is no
      // backlog yet.
      minutes: Math.ceil(hidden / 60) + 1,
      means: `The oldest message in ${queueName} has waited for more than ${props.lateAfter} s.`,
      impact: props.lateImpact,
      runbook: 'queue-lag',
      topic: stack.alarmTopic,
    });
  }

  /**
   * Makes `consumer` work on it, by so many copies at once as the stage allows. Only failed messages come again. The
   * consumer parks messages that can never succeed in the dead-letter queue, and sends back those that are newer than
   * its code.
   */
  feed(consumer: ServiceConsumer): void {
    mayReceive(consumer.role, this.queue.queueArn, this.stack.key);
    maySend(consumer.role, this.queue.queueArn, this.stack.key);
    maySend(consumer.role, this.parked.queueArn, this.stack.key);
    const { maxReceives, firstRetry } = this.stack.stage.queues;
    consumer.lambda.addEnvironment('MAX_RECEIVES', String(maxReceives));
    consumer.lambda.addEnvironment('FIRST_RETRY_SECONDS', String(firstRetry));
    new EventSourceMapping(this, 'Consumer', {
      target: consumer.lambda,
      eventSourceArn: this.queue.queueArn,
      batchSize: this.props.batchSize,
      reportBatchItemFailures: true,
      maxConcurrency: this.stack.stage.concurrency.copies[this.props.copies ?? 'events'],
    });
  }
}
