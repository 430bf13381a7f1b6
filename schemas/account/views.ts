import * as z from 'zod';
import { Permission } from '../contract.ts';
import { AccountId, Instant } from '../primitives.ts';
import { thing } from '../thing.ts';
import { Account } from './account.ts';
import { ApiKeySummary } from './api-key.ts';
import { Membership } from './membership.ts';
import { Role } from './roles.ts';
import { Email } from './user.ts';

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
