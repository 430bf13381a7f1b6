import { TransientFailure } from '#schemas/errors.ts';
import type { DomainEvent } from '#schemas/event.ts';
import type { AccountId, Instant } from '#schemas/primitives.ts';
import type { StreamId } from '#shared/event-store/address.ts';
import {
  type EventStore,
  isStub,
  type Stored,
  type Stub,
  type Tip,
} from '#shared/event-store/event-store.ts';
import type { Aggregate } from './aggregate.ts';
import { streamOf } from './stored-state.ts';

const MAX_ATTEMPTS = 5;

export interface Purge {
  /** The version at which the thing was found fit to be purged, as a rule that of its deletion. No other one is taken out. */
  readonly version: number;
  readonly now: Instant;
}

/**
 * `purged`: nothing is left of the thing as it was at that version. `changed`: it is at another version, and stays;
 * whoever wants it gone decides again. `absent`: there never was anything.
 */
export type Purged = 'purged' | 'changed' | 'absent';

/**
 * Takes a thing and its whole history out of the table. One conditional write leaves a stub, one version higher, so
 * that a command decided before cannot bring the thing back. After that the pages are emptied. It publishes nothing:
 * a thing is deleted first, by its own event. A thing that is made there again begins a history of its own, above the
 * stub's version.
 *
 * A repeat is harmless, however late, and completes the work after a crash: what was made again since is another life.
 *
 * @example await purge(store, Asset, accountId, key, { version: deleted.version, now })
 * @throws TransientFailure `busy` when transactions or a refold were in the way to the end
 */
export async function purge<S, C, E extends DomainEvent>(
  store: EventStore,
  aggregate: Aggregate<S, C, E>,
  accountId: AccountId,
  key: string,
  { version, now }: Purge,
): Promise<Purged> {
  const stream = streamOf(aggregate, accountId, key);
  for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt += 1) {
    const stored = await store.stored(stream);
    if (!stored) return 'absent';
    let gone = goneSince(stored, version, now);
    if (!gone) {
      if (isStub(stored) || stored.version !== version) return 'changed';
      gone = await takenOut(store, stream, stored, now);
    }
    if (gone) {
      await store.expirePages(stream, gone.version, gone.purgedAt);
      return 'purged';
    }
    await store.pause(attempt);
  }
  throw new TransientFailure('busy', `${key} is kept busy by others, and was not purged`);
}

type Gone = Pick<Stub, 'version' | 'purgedAt'>;

/** Where the life that had this version is over already: up to which version its pages are to be emptied. */
function goneSince(stored: Stored, version: number, now: Instant): Gone | undefined {
  if (isStub(stored)) return stored.version > version ? stored : undefined;
  const { base = 0 } = stored;
  return base > version ? { version: base, purgedAt: now } : undefined;
}

/** The stub in the place of the thing; undefined where another write was first. */
async function takenOut(
  store: EventStore,
  stream: StreamId,
  tip: Tip,
  purgedAt: Instant,
): Promise<Gone | undefined> {
  const stub = stubOf(tip, purgedAt);
  const expected = { expectedVersion: tip.version, expectedFold: tip.fold ?? 1 };
  const { kind } = await store.write({ stream, ...expected, tip: stub, page: [] });
  return kind === 'written' ? stub : undefined;
}

const stubOf = ({ accountId, type, key, version }: Tip, purgedAt: Instant): Stub => ({
  accountId,
  type,
  key,
  version: version + 1,
  purgedAt,
});
