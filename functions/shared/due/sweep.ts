import { SendMessageBatchCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { TransientFailure } from '../../../schemas/errors.ts';
import type { Instant } from '../../../schemas/primitives.ts';
import { DUE_SHARDS, type DueItem, type EventStore } from '../event-store/event-store.ts';
import { awsFailure } from '../runtime/aws-failure.ts';
import type { DueMessage } from './due-message.ts';

/** SQS takes at most ten messages at once. */
const MESSAGES_PER_CALL = 10;

export interface SweepDeps {
  readonly store: EventStore;
  readonly sqs: SQSClient;
  readonly queueUrl: string;
}

/**
 * Reads the index of what is due up to `now`, to its end, and sends one message for each: the index only says what to look at; the
 * command that follows looks at the state. What is swept twice is harmless, as the command's id is derived from the due date.
 * @returns how many messages were sent
 */
export async function sweep({ store, sqs, queueUrl }: SweepDeps, now: Instant): Promise<number> {
  let sent = 0;
  for (let shard = 0; shard < DUE_SHARDS; shard += 1) {
    let batch: DueItem[] = [];
    for await (const item of store.due(shard, now)) {
      batch.push(item);
      if (batch.length === MESSAGES_PER_CALL) {
        await send(sqs, queueUrl, batch);
        sent += batch.length;
        batch = [];
      }
    }
    if (batch.length > 0) await send(sqs, queueUrl, batch);
    sent += batch.length;
  }
  return sent;
}

async function send(sqs: SQSClient, queueUrl: string, batch: readonly DueItem[]): Promise<void> {
  const messages = batch.map(({ address, due }): DueMessage => ({ ...address, due }));
  try {
    const { Failed = [] } = await sqs.send(
      new SendMessageBatchCommand({
        QueueUrl: queueUrl,
        Entries: messages.map((message, at) => ({ Id: String(at), MessageBody: JSON.stringify(message) })),
      }),
    );
    // The next sweep finds them again: failing here only makes it known.
    if (Failed.length > 0)
      throw new TransientFailure('unavailable', `${Failed.length} due messages were not taken`);
  } catch (error) {
    throw awsFailure(error, 'sending what is due');
  }
}
