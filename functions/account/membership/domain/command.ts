import type { Role } from '#schemas/account/roles.ts';
import type { Email } from '#schemas/account/user/state.ts';

/** The account's own item, in the version that guards the write. */
interface Authority {
  readonly admins: readonly Email[];
}

/** An admin is taken off the account's list first. Admins who lower themselves have left it by the same request. */
interface Lowering extends Authority {
  readonly resigned: boolean;
}

export type MembershipCommand =
  | ({ readonly type: 'AddMember'; readonly email: Email; readonly role: Role } & Authority)
  | ({ readonly type: 'ChangeRole'; readonly role: Role } & Lowering)
  | ({ readonly type: 'RemoveMember' } & Lowering);
