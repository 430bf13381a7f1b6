import * as z from 'zod';
import { Email } from '#schemas/account/user/state.ts';
import { AccountId, Instant } from '#schemas/primitives.ts';

/**
 * That a user was once let in to an account: where to look for their memberships. It is written before the membership and never taken back,
 * so it may say too much (the membership decides) but never too little.
 */
export const AdmissionState = z.strictObject({ email: Email, account: AccountId, created: Instant });
export type AdmissionState = z.infer<typeof AdmissionState>;

/** An e-mail address holds no `#`, so one user's admissions are exactly the keys with this prefix. */
export const admissionPrefix = (email: Email): string => `#admission#${email}#`;
export const admissionKey = (email: Email, accountId: AccountId): string =>
  `${admissionPrefix(email)}${accountId}`;
