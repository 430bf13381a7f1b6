import * as z from 'zod';
import { Role } from '#schemas/account/roles.ts';
import { Email } from '#schemas/account/user/state.ts';
import { Permission } from '#schemas/contract.ts';
import { AccountId, Instant } from '#schemas/primitives.ts';
import { thing } from '#schemas/thing.ts';
import { AccountState } from './state.ts';

export const AccountView = z.strictObject({
  ...thing,
  /** The value of the header `account`. */
  account: AccountId,
  name: AccountState.shape.name,
  owner: Email,
  status: AccountState.shape.status,
  created: Instant,
  /** The admins. */
  admins: z.array(Email),
  /** The caller's role and permissions here, under the ceiling of the key that they use. */
  role: Role,
  permissions: z.array(Permission),
});
export type AccountView = z.infer<typeof AccountView>;

/** An account in the list of those that a user may enter. */
export const AccountItem = z.strictObject({
  ...thing,
  account: AccountId,
  name: AccountState.shape.name,
  /** The user's role there. A key may have a lower ceiling. */
  role: Role,
});
export type AccountItem = z.infer<typeof AccountItem>;
