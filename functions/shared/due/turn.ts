import type { Instant } from '#schemas/primitives.ts';

const MINUTE_MS = 60_000;
const HOUR = 60;
const DAY = 24 * HOUR;

/** How often something is told again, by how long it has been due; in minutes. Longer than that: once a day. */
const AGAIN = [
  { within: 10, every: 1 },
  { within: HOUR, every: 10 },
  { within: DAY, every: HOUR },
] as const;

/** The schedule is not exact, and a turn that falls between two sweeps would be lost: better twice than never. */
const LEEWAY = 2;

/**
 * Whether a sweep at `now` tells of what has been due since `due`. What is settled leaves the index at once; what stays there waits in its queue,
 * or lies parked and stays due until somebody mends it, and telling of that each minute would bury the queue under copies.
 */
export function isTurnOf(due: Instant, now: Instant): boolean {
  const minutes = Math.floor((Date.parse(now) - Date.parse(due)) / MINUTE_MS);
  const { every } = AGAIN.find(({ within }) => minutes < within) ?? { every: DAY };
  // What is no moment at all is told of each time, and parked by who cannot read it.
  return !(minutes % every >= LEEWAY);
}
