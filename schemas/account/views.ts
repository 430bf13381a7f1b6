import * as z from 'zod';
import { Account } from '#schemas/account/account/state.ts';
import { ApiKeySummary } from '#schemas/account/api-key/state.ts';
import { Membership } from '#schemas/account/membership/state.ts';
import { Email } from '#schemas/account/user/state.ts';
import { Permission } from '#schemas/contract.ts';
import { AccountId, Instant } from '#schemas/primitives.ts';
import { thing } from '#schemas/thing.ts';
import { Role } from './roles.ts';

export const AccountView = z.strictObject({
  ...thing,
  /** What the header `account` takes. */
  account: AccountId,
  name: Account.shape.name,
  owner: Email,
  status: Account.shape.status,
  created: Instant,
  /** Who is an admin here. */
  admins: z.array(Email),
  /** What the caller is here, under the ceiling of the key that they use, and so may do. */
  role: Role,
  permissions: z.array(Permission),
});
export type AccountView = z.infer<typeof AccountView>;

export const EnterableAccount = z.strictObject({
  ...thing,
  account: AccountId,
  name: Account.shape.name,
  /** What the user is there. A key may have a lower ceiling. */
  role: Role,
});
export type EnterableAccount = z.infer<typeof EnterableAccount>;

export const MemberView = z.strictObject({ ...thing, ...Membership.shape });
export type MemberView = z.infer<typeof MemberView>;

const { id: keyId, ...shownOfKey } = ApiKeySummary.shape;
export const ApiKeyView = z.strictObject({
  ...thing,
  /** What `POST /token` takes as `id`. */
  keyId,
  ...shownOfKey,
});
export type ApiKeyView = z.infer<typeof ApiKeyView>;
