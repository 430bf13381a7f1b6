import type { Instant } from '#schemas/primitives.ts';
import { DUE_SHARDS, type DueItem, type EventStore } from '#shared/event-store/event-store.ts';
import { jsonMessage, type Queue, sendAll } from '#shared/messaging/queue.ts';
import type { DueMessage } from './due-message.ts';
import type { SweepMemory } from './sweep-memory.ts';
import { isTurnOf } from './turn.ts';

/** Due things that are read before they are sent: as many as the queue's adapter sends at once. */
const BATCH = 80;

export interface SweepDeps {
  readonly store: EventStore;
  readonly queue: Queue;
  readonly memory: SweepMemory;
}

/**
 * Reads the index of things due up to `now` to its end, and sends one message for each whose turn it is. The index
 * only says where to look; the command that follows looks at the state. Sweeping a thing twice is harmless, as the
 * command's id is derived from the due date. No shard waits for another, and none is given up for another's failure.
 *
 * @returns how many messages were sent
 * @throws TransientFailure, after everything else was sent: the next sweep finds the rest again
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

async function sweepShard({ store, queue, memory }: SweepDeps, shard: number, now: Instant): Promise<number> {
  const lastSuccess = await memory.lastSuccess(shard);
  let sent = 0;
  let failure: unknown;
  let batch: DueItem[] = [];
  const flush = async () => {
    const messages = batch.map(({ address, due }) =>
      jsonMessage({ ...address, due } satisfies DueMessage, accountIn(address)),
    );
    batch = [];
    // Messages behind one that the queue does not take are sent all the same.
    await sendAll(queue, messages, 'sending what is due').catch((error: unknown) => {
      failure = error;
    });
    sent += messages.length;
  };
  for await (const item of store.due(shard, now)) {
    if (isTurnOf(item.due, now, lastSuccess)) batch.push(item);
    if (batch.length === BATCH) await flush();
  }
  await flush();
  if (failure !== undefined) throw failure;
  await memory.succeeded(shard, now);
  return sent;
}

/** `ACCOUNT#{account}#{shard}` */
const accountIn = ({ PK }: DueItem['address']): string | undefined => PK.split('#')[1];
