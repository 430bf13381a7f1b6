import * as z from 'zod';
import type { Instant } from './primitives.ts';

/** A day is one of UTC. `account`: of things that are there now. */
const Per = z.enum(['second', 'minute', 'day', 'account']);

interface Limit {
  readonly per: z.infer<typeof Per>;
  /** For whom it is counted. */
  readonly of: 'account' | 'key' | 'address';
  readonly most: number;
  /** How many may come at once, where it is a rate. */
  readonly burst?: number;
}

const GIB = 1024 ** 3;

/**
 * The one table of limits, with their defaults. A day's limit is counted exactly. A rate is counted by each copy of a
 * function for itself, so that all copies together may let more through.
 */
export const limits = {
  'account-requests': { per: 'second', of: 'account', most: 100, burst: 300 },
  'key-requests': { per: 'second', of: 'key', most: 50, burst: 200 },
  /** Requests without a token, such as `POST /token`. */
  'public-requests': { per: 'second', of: 'address', most: 20, burst: 100 },
  /** Attempts to exchange a key that were wrong. */
  'failed-exchanges': { per: 'minute', of: 'key', most: 10 },
  /** Each finished job is imported once, so that this bounds imports, too. */
  jobs: { per: 'day', of: 'account', most: 2_000 },
  'upload-bytes': { per: 'day', of: 'account', most: 200 * GIB },
  members: { per: 'account', of: 'account', most: 1_000 },
  keys: { per: 'account', of: 'account', most: 500 },
} as const satisfies Record<string, Limit>;

export type LimitName = keyof typeof limits;
type NameOf<P extends Limit['per']> = {
  [N in LimitName]: (typeof limits)[N]['per'] extends P ? N : never;
}[LimitName];
export type DailyLimit = NameOf<'day'>;
export type StandingLimit = NameOf<'account'>;

/** A limit, as a caller sees it. */
export const LimitView = z.strictObject({
  name: z.string(),
  per: Per,
  of: z.enum(['account', 'key', 'address']),
  most: z.int(),
  /** Absent where nothing counts over all copies of a function. */
  used: z.int().min(0).optional(),
  /** When it is counted from nothing again. */
  resets: z.iso.datetime({ precision: 3 }).optional(),
});
export type LimitView = z.infer<typeof LimitView>;

const DAY_MS = 24 * 60 * 60 * 1000;

/** Midnight, UTC, after `now`. */
export const endOfDay = (now: Instant): Instant =>
  new Date((Math.floor(Date.parse(now) / DAY_MS) + 1) * DAY_MS).toISOString();

/** In the order of the table. */
export const limitNames: readonly LimitName[] = Object.keys(limits).filter(
  (name): name is LimitName => name in limits,
);
