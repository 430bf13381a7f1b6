import { accountKey } from '#schemas/account/account/state.ts';
import { type ApiKeyId, accountOfApiKey, apiKeyKey } from '#schemas/account/api-key/state.ts';
import { memberKey } from '#schemas/account/membership/state.ts';
import { lesserRole, type Role, rolePermissions } from '#schemas/account/roles.ts';
import { AccountId, type Actor, type Instant } from '#schemas/primitives.ts';
import { isReserved } from '#schemas/reserved-accounts.ts';
import { loadAggregate } from '#shared/aggregate/history.ts';
import type { EventStore } from '#shared/event-store/event-store.ts';
import { Account } from '../account/domain/account.ts';
import { ApiKey } from '../api-key/domain/api-key.ts';
import { isUsable } from '../api-key/domain/usable.ts';
import { effectiveRole } from '../membership/domain/effective-role.ts';
import { Membership } from '../membership/domain/membership.ts';
import { actorOf } from '../user/domain/actor.ts';
import type { Claims } from './token.ts';

/**
 * The facts about a caller that the HTTP layer of every service gets. Permissions are one text: such a context holds
 * no lists.
 */
export interface Grant {
  readonly outcome: 'granted';
  readonly accountId: AccountId;
  readonly actor: Actor;
  readonly role: Role;
  readonly permissions: string;
  /** The key that the token was given for. */
  readonly keyId: ApiKeyId;
}

/** `unavailable`: nothing is known of the caller, and the next attempt may tell. */
export type Decision = Grant | { readonly outcome: 'unauthenticated' | 'forbidden' | 'unavailable' };

/**
 * The rights of the bearer of a token with these claims, in the account that they chose or in the key's own. The
 * present state decides: the key must still be good (else `unauthenticated`), and the user must belong to the account
 * (else `forbidden`, as for a missing account). Three consistent point reads, all at once.
 */
export async function grantFor(
  store: EventStore,
  claims: Claims,
  chosen: string | undefined,
  now: Instant,
): Promise<Decision> {
  const home = accountOfApiKey(claims.key);
  const target = AccountId.safeParse(chosen ?? claims.account).data;
  if (home !== claims.account || isReserved(home)) return { outcome: 'unauthenticated' };
  if (target && isReserved(target)) return { outcome: 'forbidden' };
  const [key, account, membership] = await Promise.all([
    loadAggregate(store, ApiKey, home, apiKeyKey(claims.key)),
    target && loadAggregate(store, Account, target, accountKey(target)),
    target && loadAggregate(store, Membership, target, memberKey(claims.sub)),
  ]);
  if (!key || key.state.user !== claims.sub || !isUsable(key.state, now))
    return { outcome: 'unauthenticated' };
  const member = account && effectiveRole(claims.sub, account.state, membership?.state);
  if (!target || !member) return { outcome: 'forbidden' };
  const role = lesserRole(member, key.state.role);
  return {
    outcome: 'granted',
    accountId: target,
    actor: actorOf(claims.sub),
    role,
    permissions: rolePermissions[role].join(' '),
    keyId: claims.key,
  };
}
