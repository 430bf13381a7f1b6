import type { AccountState } from '#schemas/account/account/state.ts';
import type { MembershipState } from '#schemas/account/membership/state.ts';
import { lesserRole, type Role } from '#schemas/account/roles.ts';
import type { Email } from '#schemas/account/user/state.ts';

/**
 * The role of a user in an account: admin when the account lists them, even if their membership differs. Else the
 * role of an active membership, but never admin. Undefined: they do not belong there.
 */
export function effectiveRole(
  email: Email,
  account: Pick<AccountState, 'admins'>,
  membership: Pick<MembershipState, 'role' | 'status'> | undefined,
): Role | undefined {
  if (account.admins.includes(email)) return 'admin';
  return membership?.status === 'active' ? lesserRole(membership.role, 'analyst') : undefined;
}
