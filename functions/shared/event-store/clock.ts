import type { VectorClock } from '#schemas/envelope.ts';
import type { Instant } from '#schemas/primitives.ts';

/** The knowledge of one writer: how many of its writes were seen, and when the last of them was. */
export interface Seen {
  readonly count: number;
  readonly at: Instant;
}

/** Writer (a region, or `legacy`) -> its writes that were seen. */
export type WriterClock = Readonly<Record<string, Seen>>;

/** Adds one write to a clock: `count` writes of `writer`, seen at `at`. */
export const tick = (clock: WriterClock, writer: string, count: number, at: Instant): WriterClock => ({
  ...clock,
  [writer]: { ...clock[writer], count: (clock[writer]?.count ?? 0) + count, at },
});

export const vectorOf = (clock: WriterClock): VectorClock =>
  Object.fromEntries(Object.entries(clock).map(([writer, seen]) => [writer, seen.count]));

/**
 * How one clock compares to another: it has seen less, more, the same, or each has seen writes that the other has
 * not.
 */
export type ClockOrder = 'before' | 'after' | 'equal' | 'concurrent';

export function compareClocks(a: VectorClock, b: VectorClock): ClockOrder {
  const writers = [...new Set([...Object.keys(a), ...Object.keys(b)])];
  const less = writers.some((writer) => (a[writer] ?? 0) < (b[writer] ?? 0));
  const more = writers.some((writer) => (a[writer] ?? 0) > (b[writer] ?? 0));
  if (less && more) return 'concurrent';
  if (less) return 'before';
  return more ? 'after' : 'equal';
}

/** All that either has seen. Commutative, associative and idempotent, so that the order in which clocks meet does not matter. */
export function mergeClocks(a: WriterClock, b: WriterClock): WriterClock {
  const writers = [...new Set([...Object.keys(a), ...Object.keys(b)])].toSorted();
  return Object.fromEntries(writers.map((writer) => [writer, later(a[writer], b[writer])]));
}

const NOTHING: Seen = { count: 0, at: '' };

function later(a: Seen = NOTHING, b: Seen = NOTHING): Seen {
  if (a.count !== b.count) return a.count > b.count ? a : b;
  if (a.at !== b.at) return a.at > b.at ? a : b;
  // Fields that only a newer version knows: any order will do, as long as it is one.
  return JSON.stringify(a) >= JSON.stringify(b) ? a : b;
}
