import { defined } from '#schemas/defined.ts';
import { loggedCause, type Observability } from '#shared/runtime/observability.ts';
import type { MessageFacts } from './message-facts.ts';

/**
 * - `applied`, `ignored`: handled; what is ignored is a replay that no follower copies, or work for a closed account
 * - `waiting`: newer than this code; it comes again until it can be handled
 * - `deferred`: its account has enough work in progress; it comes again soon
 * - `retried`: failed for now; `parked`: put aside with its reason
 * - `published`, `swept`: done by a relay, or by a sweep
 */
export type OutcomeKind =
  | 'applied'
  | 'ignored'
  | 'deferred'
  | 'waiting'
  | 'retried'
  | 'parked'
  | 'published'
  | 'swept';

/** One line per outcome: names, ids, codes and durations; never payloads. */
export interface OutcomeLine extends MessageFacts {
  readonly outcome: OutcomeKind;
  /** A queue, or a relay. */
  readonly source: string;
  /** Of the message, or of the stream's record. */
  readonly id: string;
  /** `ok`, or the code of the failure. */
  readonly code: string;
  readonly duration_ms: number;
  readonly count?: number;
  /** Why, for outcomes that are not good: logged, never answered. */
  readonly cause?: unknown;
}

export type OutcomeLog = (line: OutcomeLine) => void;

const LEVEL = {
  applied: 'info',
  ignored: 'info',
  published: 'info',
  swept: 'info',
  deferred: 'info',
  waiting: 'warn',
  retried: 'warn',
  parked: 'error',
} as const satisfies Record<OutcomeKind, string>;

/**
 * Writes the line, and counts it under its outcome and code. A waiting message is counted once more by itself, for
 * its alarm.
 */
export const outcomeLog =
  ({ log, meter }: Observability): OutcomeLog =>
  ({ cause, ...line }) => {
    const fields = defined({ ...line, cause: cause === undefined ? undefined : loggedCause(cause) });
    log[LEVEL[line.outcome]](line.outcome, fields);
    meter.count('Outcomes', { outcome: line.outcome, code: line.code });
    if (line.outcome === 'waiting') meter.count('Waiting', {});
  };
