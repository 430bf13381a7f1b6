import { loggedCause, type Observability } from '#shared/runtime/observability.ts';

/** One line per outcome: names, ids, codes and durations; never payloads. */
export interface OutcomeLine {
  readonly outcome: 'applied' | 'retried' | 'parked' | 'published' | 'swept';
  /** What it was done to: a queue, or a stream. */
  readonly source: string;
  readonly id: string;
  readonly code?: string;
  readonly count?: number;
  readonly milliseconds?: number;
  /** Why, for outcomes that are not good: logged, never answered. */
  readonly cause?: unknown;
}

export type OutcomeLog = (line: OutcomeLine) => void;

/** Writes the line, and counts it under its outcome and code. */
export const outcomeLog =
  ({ log, meter }: Observability): OutcomeLog =>
  ({ cause, ...line }) => {
    const fields = cause === undefined ? line : { ...line, cause: loggedCause(cause) };
    if (line.outcome === 'parked') log.error('parked', fields);
    else if (line.outcome === 'retried') log.warn('retried', fields);
    else log.info(line.outcome, fields);
    meter.count('Outcomes', { outcome: line.outcome, code: line.code ?? 'ok' });
  };
