import { type Account, accountKey } from '#schemas/account/account/state.ts';
import { type ApiKeySummary, apiKeyKey } from '#schemas/account/api-key/state.ts';
import { type Membership, memberKey } from '#schemas/account/membership/state.ts';
import { type Role, rolePermissions } from '#schemas/account/roles.ts';
import type { AccountView, ApiKeyView, EnterableAccount, MemberView } from '#schemas/account/views.ts';
import type { AccountId } from '#schemas/primitives.ts';
import { thingOf } from '#schemas/thing.ts';
import type { Loaded } from '#shared/aggregate/history.ts';
import { effectiveRole } from './membership/domain/membership.ts';

export const accountView = (
  account: AccountId,
  { state, version }: Loaded<Account>,
  role: Role,
): AccountView => ({
  ...thingOf({ key: accountKey(account), version }),
  account,
  ...state,
  role,
  permissions: [...rolePermissions[role]],
});

export const enterableAccount = (
  account: AccountId,
  { state, version }: Loaded<Account>,
  role: Role,
): EnterableAccount => ({
  ...thingOf({ key: accountKey(account), version }),
  account,
  name: state.name,
  role,
});

/** The role is what the member is, by the account's list of admins, not what the membership recorded. */
export const memberView = (
  of: Pick<Account, 'admins'>,
  { state, version }: Loaded<Membership>,
): MemberView => ({
  ...thingOf({ key: memberKey(state.email), version }),
  ...state,
  role: effectiveRole(state.email, of, state) ?? state.role,
});

/** Everything of a key but its verifier. */
export const apiKeyView = (state: ApiKeySummary, version: number): ApiKeyView => ({
  ...thingOf({ key: apiKeyKey(state.id), version }),
  keyId: state.id,
  name: state.name,
  user: state.user,
  role: state.role,
  status: state.status,
  created: state.created,
  expires: state.expires,
  ...(state.lastUsed !== undefined && { lastUsed: state.lastUsed }),
});
