import * as z from 'zod';
import { Role } from '#schemas/account/roles.ts';
import { Email } from '#schemas/account/user/state.ts';
import { Instant } from '#schemas/primitives.ts';

/** That a user belongs to an account. A removed membership stays, so that it can be added again with its history. */
export const MembershipState = z.strictObject({
  email: Email,
  role: Role,
  status: z.enum(['active', 'removed']),
  /** When the user was added last. */
  created: Instant,
  updated: Instant,
});
export type MembershipState = z.infer<typeof MembershipState>;

export const MEMBER_KEY_PREFIX = '#member#';
export const memberKey = (email: Email): string => `${MEMBER_KEY_PREFIX}${email}`;
