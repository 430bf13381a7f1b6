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

/** An entry may turn up in the index so much later than it was written. */
const INDEX_LAG_MS = 2 * MINUTE_MS;

/** How often a thing that has been due since `due` is sent, and for how long. */
function everyMinutes(due: Instant, now: Instant): { readonly minutes: number; readonly every: number } {
  const minutes = Math.floor((Date.parse(now) - Date.parse(due)) / MINUTE_MS);
  const { every } = AGAIN.find(({ within }) => minutes < within) ?? { every: DAY };
  return { minutes, every };
}

/** Seconds from one turn of a thing to its next. */
export const secondsBetweenTurns = (due: Instant, now: Instant): number => everyMinutes(due, now).every * 60;

/**
 * Whether a sweep at `now` sends a thing that has been due since `due`. A settled thing leaves the index at once. One
 * that stays waits in its queue, or is parked and stays due until somebody mends it. Sending that each minute would
 * bury the queue under copies. A thing that fell due since the last successful sweep has not been sent, and is sent
 * at any age. Where no sweep has succeeded yet, that is everything.
 */
export function isTurnOf(due: Instant, now: Instant, lastSuccess: Instant | undefined): boolean {
  if (lastSuccess === undefined || Date.parse(due) > Date.parse(lastSuccess) - INDEX_LAG_MS) return true;
  const { minutes, every } = everyMinutes(due, now);
  // An unparsable due date is sent on every sweep; its handler then parks it.
  return !(minutes % every >= LEEWAY);
}
