import type { AccountState } from '#schemas/account/account/state.ts';
import { type MembershipState, memberKey } from '#schemas/account/membership/state.ts';
import type { MembershipView } from '#schemas/account/membership/views.ts';
import { thingOf } from '#schemas/thing.ts';
import type { Loaded } from '#shared/aggregate/history.ts';
import { effectiveRole } from './domain/effective-role.ts';

/** The role follows the account's list of admins, not the record in the membership. */
export const membershipView = (
  account: Pick<AccountState, 'admins'>,
  { state, version }: Loaded<MembershipState>,
): MembershipView => ({
  ...thingOf({ key: memberKey(state.email), version }),
  ...state,
  role: effectiveRole(state.email, account, state) ?? state.role,
});
