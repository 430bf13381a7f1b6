import type { Instant, Second } from '#schemas/primitives.ts';

/** How long something stays known without being seen again. */
export const TTL_SECONDS = 30 * 24 * 60 * 60;

/** The moment without its milliseconds, as `created` and `visited` are spelled. */
export const toSecond = (instant: Instant | Second): Second => `${instant.slice(0, 19)}Z`;

/** Unix seconds, rounded down. */
export const unixSeconds = (instant: Instant | Second): number => Math.floor(Date.parse(instant) / 1000);

export const fromUnixSeconds = (seconds: number): Instant => new Date(seconds * 1000).toISOString();

/** When something that arrives now expires, if nobody sees it again. */
export const expiryFrom = (now: Instant): number => unixSeconds(now) + TTL_SECONDS;

export const later = (a: Second, b: Second): Second => (a > b ? a : b);
