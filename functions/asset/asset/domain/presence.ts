import type { Presence } from '#schemas/asset/asset/state.ts';

/**
 * Whether a look counts more than the known one: it is newer, or it got an answer at the same second as one that got
 * none.
 */
export const outweighs = (seen: Presence, known: Presence | undefined): boolean =>
  !known ||
  seen.observedAt > known.observedAt ||
  (seen.observedAt === known.observedAt && seen.up && !known.up);

/** The presence of a host by all looks together; undefined where there is none. */
export function presenceIn(looks: readonly Presence[]): Presence | undefined {
  let newest: Presence | undefined;
  for (const { up, observedAt } of looks)
    if (outweighs({ up, observedAt }, newest)) newest = { up, observedAt };
  return newest;
}
