import { GuardLost, Refusal } from '#schemas/errors.ts';
import type { AccountId, Instant } from '#schemas/primitives.ts';
import type { StreamId } from '#shared/event-store/address.ts';
import type { EventStore, Guard } from '#shared/event-store/event-store.ts';
import { plusSeconds } from '#shared/runtime/clock.ts';

/** One attempt of a saga, in one service. */
export interface Attempt {
  readonly accountId: AccountId;
  readonly discoveryId: string;
  /** From 1. */
  readonly attempt: number;
}

const SHARDS = 16;

/** Longer than any queue keeps a message of the attempt: 14 days, and as long again where it was parked. */
const KEPT_SECONDS = 30 * 24 * 3600;

const placeOf = ({ accountId, discoveryId, attempt }: Attempt): StreamId => ({
  accountId,
  prefix: 'FENCE',
  key: `${discoveryId}#${attempt}`,
  shards: SHARDS,
});

/**
 * Bars every later write of an attempt: compensation may begin when this has returned. It is a stub, so that nothing is published and the
 * table drops it by itself. Again is harmless.
 */
export async function raiseFence(store: EventStore, attempt: Attempt, now: Instant): Promise<void> {
  const stream = placeOf(attempt);
  for (let tries = 1; ; tries += 1) {
    const { kind } = await store.write({
      stream,
      expectedVersion: 0,
      page: [],
      tip: {
        accountId: attempt.accountId,
        type: 'Fence',
        key: stream.key,
        version: 1,
        purgedAt: now,
        expiresAt: plusSeconds(now, KEPT_SECONDS),
      },
    });
    if (kind !== 'busy') return;
    await store.pause(tries);
  }
}

/**
 * Runs the write of an attempt with the guard that its fence is not up. A step that outlives its time-out writes either before the fence
 * was raised, and compensation sees it, or not at all.
 *
 * @example behindFence(attempt, (guard) => execute(store, Asset, { key, command, context, guards: [guard] }))
 * @throws Refusal `fenced`
 */
export async function behindFence<T>(attempt: Attempt, run: (guard: Guard) => Promise<T>): Promise<T> {
  const stream = placeOf(attempt);
  try {
    return await run({ stream, version: 0 });
  } catch (error) {
    if (!(error instanceof GuardLost) || error.details.key !== stream.key) throw error;
    throw new Refusal('fenced', `attempt ${attempt.attempt} of ${attempt.discoveryId} is over`, {
      cause: error,
    });
  }
}
