import { SendMessageBatchCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { TransientFailure } from '#schemas/errors.ts';
import type { Instant } from '#schemas/primitives.ts';
import { DUE_SHARDS, type DueItem, type EventStore } from '#shared/event-store/event-store.ts';
import { awsFailure } from '#shared/runtime/aws-failure.ts';
import type { DueMessage } from './due-message.ts';
import { isTurnOf } from './turn.ts';

/** SQS takes at most ten messages at once. */
const MESSAGES_PER_CALL = 10;

export interface SweepDeps {
  readonly store: EventStore;
  readonly sqs: SQSClient;
  readonly queueUrl: string;
}

/**
 * Reads the index of what is due up to `now`, to its end, and sends one message for each whose turn it is: the index only says what to look at;
 * the command that follows looks at the state. What is swept twice is harmless, as the command's id is derived from the due date.
 * No shard waits for another, and none is given up for another's failure.
 *
 * @returns how many messages were sent
 * @throws TransientFailure, after everything else was sent: the next sweep finds again what was not
 */
export async function sweep(deps: SweepDeps, now: Instant): Promise<number> {
  const shards = Array.from({ length: DUE_SHARDS }, (_, shard) => sweepShard(deps, shard, now));
  let sent = 0;
  const failures: unknown[] = [];
  for (const swept of await Promise.allSettled(shards)) {
    if (swept.status === 'fulfilled') sent += swept.value;
    else failures.push(swept.reason);
  }
  if (failures.length > 0) throw failures[0];
  return sent;
}

async function sweepShard({ store, sqs, queueUrl }: SweepDeps, shard: number, now: Instant): Promise<number> {
  let [sent, refused] = [0, 0];
  let batch: DueItem[] = [];
  const flush = async () => {
    if (batch.length > 0) refused += await send(sqs, queueUrl, batch);
    sent += batch.length;
    batch = [];
  };
  for await (const item of store.due(shard, now)) {
    if (isTurnOf(item.due, now)) batch.push(item);
    if (batch.length === MESSAGES_PER_CALL) await flush();
  }
  await flush();
  if (refused > 0) throw new TransientFailure('unavailable', `${refused} due messages were not taken`);
  return sent;
}

/** How many messages the queue did not take. */
async function send(sqs: SQSClient, queueUrl: string, batch: readonly DueItem[]): Promise<number> {
  const messages = batch.map(({ address, due }): DueMessage => ({ ...address, due }));
  try {
    const { Failed = [] } = await sqs.send(
      new SendMessageBatchCommand({
        QueueUrl: queueUrl,
        Entries: messages.map((message, at) => ({ Id: String(at), MessageBody: JSON.stringify(message) })),
      }),
    );
    return Failed.length;
  } catch (error) {
    throw awsFailure(error, 'sending what is due');
  }
}
