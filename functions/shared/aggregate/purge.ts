import { VersionConflict } from '#schemas/errors.ts';
import type { DomainEvent } from '#schemas/event.ts';
import type { AccountId, Instant } from '#schemas/primitives.ts';
import { type EventStore, isStub, type Stub, type Tip } from '#shared/event-store/event-store.ts';
import type { Aggregate } from './aggregate.ts';
import { streamOf } from './stored-state.ts';

const MAX_ATTEMPTS = 5;

/**
 * Takes a thing and its whole history out of the table. One conditional write leaves a stub, one version higher, so
 * that a command decided before cannot bring the thing back. After that the pages are emptied. It publishes nothing:
 * a thing is deleted first, by its own event. A thing that is made there again begins a history of its own, above the
 * stub's version.
 *
 * A repeat is harmless, and completes the work after a crash.
 *
 * @throws VersionConflict when commands were faster every time
 */
export async function purge<S, C, E extends DomainEvent>(
  store: EventStore,
  aggregate: Aggregate<S, C, E>,
  accountId: AccountId,
  key: string,
  { now }: { readonly now: Instant },
): Promise<'purged' | 'absent'> {
  const stream = streamOf(aggregate, accountId, key);
  for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt += 1) {
    const stored = await store.stored(stream);
    if (!stored) return 'absent';
    const stub = isStub(stored) ? stored : stubOf(stored, now);
    const left = isStub(stored) || (await written(store, stub, stored, stream));
    if (left) {
      await store.expirePages(stream, stub.version, stub.purgedAt);
      return 'purged';
    }
    await store.pause(attempt);
  }
  throw new VersionConflict(key, 0, (await store.stored(stream))?.version ?? 0);
}

const stubOf = ({ accountId, type, key, version }: Tip, purgedAt: Instant): Stub => ({
  accountId,
  type,
  key,
  version: version + 1,
  purgedAt,
});

async function written(
  store: EventStore,
  stub: Stub,
  tip: Tip,
  stream: Parameters<EventStore['stored']>[0],
): Promise<boolean> {
  const expected = { expectedVersion: tip.version, expectedFold: tip.fold ?? 1 };
  const { kind } = await store.write({ stream, ...expected, tip: stub, page: [] });
  return kind === 'written';
}
