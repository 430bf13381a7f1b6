import type { Rng } from './rng.ts';

/** How a call to something outside of the process can end, apart from well. */
export type Fault =
  /** It did not take place, and the caller is told so: throttled, or no connection. */
  | 'refused'
  /** It took place, and the caller is told that it may not have. */
  | 'answer lost'
  /** The caller is told that it may not have taken place; it takes place later. */
  | 'late'
  /** It took place, the answer was lost, and the SDK sent it again: the caller gets the second answer. */
  | 'sent twice'
  /** The process ends before the call takes place. */
  | 'killed before'
  /** The call takes place, and the process ends before it gets the answer. */
  | 'killed after'
  /** Only a part of what was sent was taken. */
  | 'taken in part'
  /** Another transaction is in the way of the write. */
  | 'busy';

export const FAULTS: readonly Fault[] = [
  'refused',
  'answer lost',
  'late',
  'sent twice',
  'killed before',
  'killed after',
  'taken in part',
  'busy',
];

/** What a process calls: each can be away for a while, for everybody. */
export type Callee = 'table' | 'objects' | 'bus' | 'queues' | 'read model' | 'clock';

export const MAY_BE_AWAY: readonly Callee[] = ['table', 'objects', 'bus', 'queues', 'read model'];

/** How likely each thing is in one run. */
export interface Weather {
  readonly faults: Readonly<Record<Fault, number>>;
  /** A message or an event comes twice. */
  readonly repeats: number;
  /** A step that nobody needs: a sweep, a leap of time. */
  readonly surprises: number;
}

const LEVELS = [0, 0, 0.02, 0.05, 0.12] as const;

/**
 * Each run has a weather of its own, so that some runs meet one kind of fault often and others not at all: a mix of everything, always,
 * hides what only shows where the rest goes well.
 */
export function weatherOf(rng: Rng | undefined): Weather {
  const level = () => (rng ? (LEVELS[rng.below(LEVELS.length)] ?? 0) : 0);
  const calm = rng === undefined || rng.below(12) === 0;
  const faults = Object.fromEntries(FAULTS.map((fault) => [fault, calm ? 0 : level()]));
  return {
    faults: faults as Record<Fault, number>,
    repeats: calm ? 0 : level(),
    surprises: calm ? 0 : level() / 2,
  };
}
