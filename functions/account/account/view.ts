import { type AccountState, accountKey } from '#schemas/account/account/state.ts';
import type { AccountItem, AccountView } from '#schemas/account/account/views.ts';
import { type Role, rolePermissions } from '#schemas/account/roles.ts';
import type { AccountId } from '#schemas/primitives.ts';
import { thingOf } from '#schemas/thing.ts';
import type { Loaded } from '#shared/aggregate/history.ts';

export const accountView = (
  accountId: AccountId,
  { state, version }: Loaded<AccountState>,
  role: Role,
): AccountView => ({
  ...thingOf({ key: accountKey(accountId), version }),
  account: accountId,
  ...state,
  role,
  permissions: [...rolePermissions[role]],
});

export const accountItem = (
  accountId: AccountId,
  { state, version }: Loaded<AccountState>,
  role: Role,
): AccountItem => ({
  ...thingOf({ key: accountKey(accountId), version }),
  account: accountId,
  name: state.name,
  role,
});
