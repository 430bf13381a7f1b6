import * as z from 'zod';
import { Permission, page } from '../contract.ts';
import { Envelope } from '../envelope.ts';
import { AccountId, Instant } from '../primitives.ts';
import { Account } from './account.ts';
import { ApiKeySummary } from './api-key.ts';
import { Membership } from './membership.ts';
import { Role } from './roles.ts';
import { Email } from './user.ts';

const Thing = { id: z.string(), key: z.string(), version: z.int().min(1) };
export const ById = z.strictObject({ id: z.string().min(1).max(4096) });
/** A page of a thing's history, oldest first. */
export const HistoryPage = page(Envelope);

export const AccountView = z.strictObject({
  ...Thing,
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
  ...Thing,
  account: AccountId,
  name: Account.shape.name,
  /** What the user is there. A key may have a lower ceiling. */
  role: Role,
});
export type EnterableAccount = z.infer<typeof EnterableAccount>;

export const MemberView = z.strictObject({ ...Thing, ...Membership.shape });
export type MemberView = z.infer<typeof MemberView>;

const { id: keyId, ...shownOfKey } = ApiKeySummary.shape;
export const ApiKeyView = z.strictObject({
  ...Thing,
  /** What `POST /token` takes as `id`. */
  keyId,
  ...shownOfKey,
});
export type ApiKeyView = z.infer<typeof ApiKeyView>;
