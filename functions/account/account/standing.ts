import { accountKey } from '#schemas/account/account/state.ts';
import type { Role } from '#schemas/account/roles.ts';
import type { Email } from '#schemas/account/user/state.ts';
import { loadGuarded } from '#shared/aggregate/guards.ts';
import type { EventStore, Guard } from '#shared/event-store/event-store.ts';
import { notFound } from '#shared/http/not-found.ts';
import { callingKey, type ManagementContext } from '../api-key/calling-key.ts';
import { Account } from './domain/account.ts';

/** The base of a decision about rights, beside the thing that it changes. */
export interface Standing {
  readonly admins: readonly Email[];
  /** The role that the calling key leaves its user. */
  readonly ceiling: Role;
  /** That the account still lists these admins. */
  readonly account: Guard;
  /** That the calling key is still good; nothing for an operator. */
  readonly key: readonly Guard[];
  /** Both, to be checked by the write that is decided on them. */
  readonly guards: readonly Guard[];
}

/**
 * The account's admins and the calling key, read together and consistently.
 * @throws Refusal `unauthenticated` (the key has ended), `not-found` (there is no account: a defect let the caller in)
 */
export async function standingIn(store: EventStore, context: ManagementContext): Promise<Standing> {
  const { accountId } = context;
  const [account, key] = await Promise.all([
    loadGuarded(store, Account, accountId, accountKey(accountId)),
    callingKey(store, context),
  ]);
  if (!account.state) throw notFound('account');
  return {
    admins: account.state.admins,
    ceiling: key.ceiling,
    account: account.guard,
    key: key.guards,
    guards: [account.guard, ...key.guards],
  };
}
