import * as z from 'zod';
import { AccountId, Instant } from '#schemas/primitives.ts';

/** How a person is known everywhere. One spelling, lower case, so that one person is one user. */
export const Email = z.email('must be an e-mail address').max(254).toLowerCase();
export type Email = z.infer<typeof Email>;

/** The partition of what belongs to no tenant: users, and which accounts they were let in to. No account ever has this id. */
export const SYSTEM_ACCOUNT_ID: AccountId = AccountId.parse('00000000-0000-4000-8000-000000000000');

/** A person, whatever accounts they belong to. */
export const User = z.strictObject({ email: Email, created: Instant });
export type User = z.infer<typeof User>;

export const userKey = (email: Email): string => `#user#${email}`;

/**
 * That a user was once let in to an account: where to look for their memberships. It is written before the membership and never taken back,
 * so it may say too much (the membership decides) but never too little.
 */
export const Admission = z.strictObject({ email: Email, account: AccountId, created: Instant });
export type Admission = z.infer<typeof Admission>;

/** An e-mail address holds no `#`, so one user's admissions are exactly the keys with this prefix. */
export const admissionPrefix = (email: Email): string => `#admission#${email}#`;
export const admissionKey = (email: Email, account: AccountId): string =>
  `${admissionPrefix(email)}${account}`;
