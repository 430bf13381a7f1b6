import type { Role } from '#schemas/account/roles.ts';
import type { Email } from '#schemas/account/user/state.ts';

/** What the account's own item says, in the version that the write is guarded by. */
interface Authority {
  readonly admins: readonly Email[];
}

/** A member who is an admin is taken off the account's list first; of an admin who lowers themselves, it is the same request that did so. */
interface Lowering extends Authority {
  readonly resigned: boolean;
}

export type MembershipCommand =
  | ({ readonly type: 'AddMember'; readonly email: Email; readonly role: Role } & Authority)
  | ({ readonly type: 'ChangeRole'; readonly role: Role } & Lowering)
  | ({ readonly type: 'RemoveMember' } & Lowering);
