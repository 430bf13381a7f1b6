import { limits } from '#schemas/limits.ts';
import type { AccountId } from '#schemas/primitives.ts';
import { countIndex } from '#shared/aggregate/count-index.ts';
import type { EventStore } from '#shared/event-store/event-store.ts';
import { assertRoomFor } from '#shared/limits/quota.ts';
import { ApiKey, keyStatusPartition } from '../api-key/domain/api-key.ts';
import { Membership, memberStatusPartition } from '../membership/domain/membership.ts';

export const membersIn = (store: EventStore, accountId: AccountId): Promise<number> =>
  countIndex(store, Membership, {
    accountId,
    index: 'byStatus',
    partition: memberStatusPartition('active'),
    upTo: limits.members.most,
  });

/** Keys that can still be used; revoked and expired ones do not count. */
export const keysIn = (store: EventStore, accountId: AccountId): Promise<number> =>
  countIndex(store, ApiKey, {
    accountId,
    index: 'byStatus',
    partition: keyStatusPartition('active'),
    upTo: limits.keys.most,
  });

/** Throws Refusal `limit-reached`. */
export const assertRoomForMember = async (store: EventStore, accountId: AccountId): Promise<void> =>
  assertRoomFor('members', await membersIn(store, accountId));

/** Throws Refusal `limit-reached`. */
export const assertRoomForKey = async (store: EventStore, accountId: AccountId): Promise<void> =>
  assertRoomFor('keys', await keysIn(store, accountId));
