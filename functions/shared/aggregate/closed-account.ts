import { isFailure, Refusal } from '#schemas/errors.ts';
import type { AccountId, Instant } from '#schemas/primitives.ts';
import type { StreamId } from '#shared/event-store/address.ts';
import type { EventStore } from '#shared/event-store/event-store.ts';

/** How long an account that was found open counts as open. A purge waits for that, and for the longest run of a function, behind its tombstone. */
export const COUNTS_AS_OPEN_MS = 60_000;

const placeOf = (accountId: AccountId): StreamId => ({
  accountId,
  prefix: 'CLOSED',
  key: 'account',
  shards: 1,
});

/**
 * Leaves the tombstone of an account in this service's table: from then on `refusingClosed` refuses its writes. It is a stub that stays, and
 * nothing is published. Again is harmless.
 */
export async function closeAccount(store: EventStore, accountId: AccountId, now: Instant): Promise<void> {
  const stream = placeOf(accountId);
  const tombstone = { accountId, type: 'ClosedAccount', key: stream.key, version: 1, purgedAt: now };
  for (let tries = 1; ; tries += 1) {
    const { kind } = await store.write({ stream, expectedVersion: 0, tip: tombstone, page: [] });
    if (kind !== 'busy') return;
    await store.pause(tries);
  }
}

const CODE = 'account-closed';

/**
 * Whether work stopped because its account is closed. Late events and due things are expected then. Nothing of them is
 * to be kept, neither written nor parked.
 */
export const isAccountClosed = (error: unknown): boolean => isFailure(error) && error.code === CODE;

/**
 * A store that writes nothing for an account with a tombstone: neither late commands nor the effects of late events.
 * A guard in each write would double its cost and make the tombstone the account's hottest item. Looking once a
 * minute does neither.
 *
 * @returns the store, whose writes throw Refusal `account-closed`
 */
export function refusingClosed(store: EventStore, milliseconds: () => number): EventStore {
  const openUntil = new Map<AccountId, number>();
  const assertOpen = async (accountId: AccountId): Promise<void> => {
    if ((openUntil.get(accountId) ?? 0) > milliseconds()) return;
    if (await store.stored(placeOf(accountId))) {
      throw new Refusal(CODE, 'The account is closed, and nothing is kept for it any more.');
    }
    openUntil.set(accountId, milliseconds() + COUNTS_AS_OPEN_MS);
  };
  return {
    writer: store.writer,
    pause: store.pause,
    // A counter is no record of the account: the table drops it by itself.
    counters: store.counters,
    hasMark: (mark) => store.hasMark(mark),
    load: (stream) => store.load(stream),
    loadAt: (address) => store.loadAt(address),
    stored: (stream) => store.stored(stream),
    paged: (stream, after, limit) => store.paged(stream, after, limit),
    expirePages: (stream, through, expiresAt) => store.expirePages(stream, through, expiresAt),
    queryIndex: (query) => store.queryIndex(query),
    queryBase: (query) => store.queryBase(query),
    querySummaries: (query) => store.querySummaries(query),
    due: (shard, until) => store.due(shard, until),
    putMark: async (mark) => {
      await assertOpen(mark.accountId);
      return store.putMark(mark);
    },
    write: async (write) => {
      await assertOpen(write.stream.accountId);
      return store.write(write);
    },
  };
}
