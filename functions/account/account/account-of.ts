import { accountKey } from '#schemas/account/account/state.ts';
import type { AccountId } from '#schemas/primitives.ts';
import { loadAggregate } from '#shared/aggregate/history.ts';
import type { EventStore } from '#shared/event-store/event-store.ts';
import { notFound } from '#shared/http/not-found.ts';
import { Account } from './domain/account.ts';

/** The account that a request is for. A caller without one has been let in by a defect; they learn nothing. */
export async function accountOf(store: EventStore, accountId: AccountId) {
  const loaded = await loadAggregate(store, Account, accountId, accountKey(accountId));
  if (!loaded) throw notFound('account');
  return loaded;
}
