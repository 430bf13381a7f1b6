import type { Role } from '#schemas/account/roles.ts';
import type { Email } from '#schemas/account/user/state.ts';

export type MembershipCommand =
  | { readonly type: 'AddMember'; readonly email: Email; readonly role: Role }
  | { readonly type: 'ChangeRole'; readonly role: Role }
  | { readonly type: 'RemoveMember' };
