import * as z from 'zod';
import { Email } from '#schemas/account/user/state.ts';
import { type AccountId, Instant } from '#schemas/primitives.ts';

export const AccountName = z.string().trim().min(1).max(100);

/** Admins are listed in the account's own item, which must stay small. */
export const MAX_ADMINS = 50;

/** A tenant. */
export const AccountState = z.strictObject({
  name: AccountName,
  /** The user for whom it was created. */
  owner: Email,
  status: z.literal('active'),
  created: Instant,
  /** The admins: this list decides, and it is never empty. */
  admins: z.array(Email).min(1).max(MAX_ADMINS),
});
export type AccountState = z.infer<typeof AccountState>;

export const accountKey = (id: AccountId): string => `#account#${id}`;
