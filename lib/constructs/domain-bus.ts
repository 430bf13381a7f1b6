import { CfnArchive, EventBus } from 'aws-cdk-lib/aws-events';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Key } from 'aws-cdk-lib/aws-kms';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { DeadLetterQueue } from './dead-letter-queue.ts';
import type { StageStack } from './stage-stack.ts';

interface Props {
  readonly key: Key;
  readonly alarmTopic: ITopic;
}

/**
 * The bus of everything that happened, and where the stage has archives, a memory of it.
 *
 * @example new DomainBus(this, 'Bus', { key, alarmTopic })
 */
export class DomainBus extends EventBus {
  constructor(stack: StageStack, id: string, { key, alarmTopic }: Props) {
    const parked = new DeadLetterQueue(stack, `${id}Parked`, {
      of: 'bus',
      queueName: stack.names.busDeadLetterQueue,
      key,
      alarmTopic,
    });
    super(stack, id, {
      eventBusName: stack.names.bus,
      description: 'Everything that happened, as the services tell it',
      kmsKey: key,
      // Events that the bus can no longer encrypt or decrypt.
      deadLetterQueue: parked,
    });
    this.admitTo(parked, stack);
    const days = stack.stage.features.archiveDays;
    if (days !== undefined) this.remember(stack, key, days);
  }

  /** A bus, unlike a rule, is not let into its queue by CDK. */
  private admitTo(parked: DeadLetterQueue, stack: StageStack): void {
    parked.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal('events.amazonaws.com')],
        actions: ['sqs:SendMessage'],
        resources: [parked.queueArn],
        conditions: { ArnEquals: { 'aws:SourceArn': busArn(stack) } },
      }),
    );
  }

  private remember(stack: StageStack, key: Key, retentionDays: number): void {
    const bus = busArn(stack);
    key.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal('events.amazonaws.com')],
        actions: ['kms:Decrypt', 'kms:GenerateDataKey', 'kms:ReEncryptFrom', 'kms:ReEncryptTo'],
        resources: ['*'],
        conditions: { StringEquals: { 'kms:EncryptionContext:aws:events:event-bus:arn': bus } },
      }),
    );
    new CfnArchive(this, 'Archive', {
      archiveName: stack.names.archive,
      sourceArn: this.eventBusArn,
      description: 'For looking back. Replay comes from the stores, as an archive replays out of order.',
      eventPattern: { source: [{ prefix: 'chariot.' }] },
      retentionDays,
      kmsKeyIdentifier: key.keyArn,
    });
  }
}

/** By name: a reference to the bus would close a circle, as the bus needs its queue, and the queue the key. */
const busArn = (stack: StageStack): string =>
  stack.formatArn({ service: 'events', resource: 'event-bus', resourceName: stack.names.bus });
