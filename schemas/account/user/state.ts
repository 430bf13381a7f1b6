import * as z from 'zod';
import { Instant } from '#schemas/primitives.ts';

/** How a person is known everywhere. One spelling, lower case, so that one person is one user. */
export const Email = z.email('must be an e-mail address').max(254).toLowerCase();
export type Email = z.infer<typeof Email>;

/** A person, beside all accounts that they belong to. */
export const UserState = z.strictObject({ email: Email, created: Instant });
export type UserState = z.infer<typeof UserState>;

export const userKey = (email: Email): string => `#user#${email}`;
