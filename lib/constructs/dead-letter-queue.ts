import { Duration, Validations } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { ExplainedAlarm, minute } from './explained-alarm.ts';
import type { StageStack } from './stage-stack.ts';

interface Props {
  /** The kind of source whose messages end here. */
  readonly of: 'queue' | 'stream' | 'bus';
  readonly queueName: string;
  readonly key: IKey;
  readonly alarmTopic: ITopic;
}

/**
 * The place for messages that cannot be handled: parked whole and with their reason, or given up by AWS. It rings as
 * soon as there is something in it, and keeps that for as long as SQS can.
 *
 * @example new DeadLetterQueue(this, 'BusParked', { of: 'bus', queueName: names.busDeadLetterQueue, key, alarmTopic })
 */
export class DeadLetterQueue extends Queue {
  constructor(stack: StageStack, id: string, { of, queueName, key, alarmTopic }: Props) {
    super(stack, id, {
      queueName,
      retentionPeriod: Duration.days(14),
      encryption: QueueEncryption.KMS,
      encryptionMasterKey: key,
      enforceSSL: true,
      removalPolicy: stack.removal,
    });
    if (of !== 'queue') {
      Validations.of(this).acknowledge({
        id: 'AwsSolutions-SQS3',
        reason: `It is itself a dead-letter queue, of a ${of}, which the rule cannot see.`,
      });
    }
    new ExplainedAlarm(this, 'NotEmpty', {
      name: `${queueName}-not-empty`,
      metric: this.metricApproximateNumberOfMessagesVisible({ period: minute, statistic: 'Maximum' }),
      above: 0,
      minutes: 1,
      means: `${queueName} holds messages that could not be handled.`,
      impact: 'Their effects have not happened; nothing waits behind them.',
      runbook: 'parked-messages',
      topic: alarmTopic,
    });
  }
}
