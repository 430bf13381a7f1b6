import * as z from 'zod';
import { AccountBusy, isFailure, NewerThanReader, TerminalFailure } from '#schemas/errors.ts';
import type { Parked } from '#schemas/parked.ts';
import { isAccountClosed } from '#shared/aggregate/closed-account.ts';
import type { BackOff } from './back-off.ts';
import type { OutcomeKind } from './outcome-log.ts';
import { codeOf, type Park, reasonOf } from './parking.ts';
import { jsonOf } from './received-event.ts';
import { type QueueRecord, queueNameOf, receivesOf, waitsOf } from './records.ts';
import type { Wait } from './waiting.ts';

/** Attempts before a defect of ours is parked: a deployment may mend it, and one message must not cost attempts for ever. */
const DEFECT_TRIES = 3;

export interface FailureDeps {
  readonly park: Park;
  readonly wait: Wait;
  /** Absent: a message that failed for now comes again after the visibility time-out of its queue. */
  readonly backOff?: BackOff;
  readonly defectTries?: number;
  /**
   * Attempts at a message. At the last one a failing message is parked with its reason; the queue would move it
   * without one. The queue itself allows one receive more: see `assertAttemptLeft`.
   */
  readonly maxReceives?: number;
}

/**
 * A consumer that is killed at every attempt never gets to park the message, and the queue keeps no reason and no copy.
 * So the receive after the last attempt handles nothing, and only parks.
 *
 * @throws TerminalFailure `killed`
 */
export function assertAttemptLeft(
  record: QueueRecord,
  { maxReceives = Number.POSITIVE_INFINITY }: FailureDeps,
): void {
  if (receivesOf(record) <= maxReceives) return;
  throw new TerminalFailure(
    'killed',
    `its consumer was killed or ran out of time at the last of ${maxReceives} attempts`,
  );
}

/** How a record's failure ended; `retried`: the message must come again; `deferred`, `waiting`: a copy was sent; `ignored`: its account is closed. */
export interface FailedRecord {
  readonly outcome: Extract<OutcomeKind, 'ignored' | 'deferred' | 'waiting' | 'retried' | 'parked'>;
  readonly code: string;
  readonly cause: unknown;
}

/** Retries, parks, drops or sends back a record, by the kind of its failure. Never throws. */
export async function failRecord(
  record: QueueRecord,
  error: unknown,
  deps: FailureDeps,
): Promise<FailedRecord> {
  const outcome = outcomeOf(error, receivesOf(record), deps);
  const [queue, { body }] = [queueNameOf(record), record];
  try {
    if (outcome === 'waiting') await deps.wait({ queue, body, waits: waitsOf(record) });
    if (outcome === 'deferred') await deps.wait(deferred(record));
    if (outcome === 'parked')
      await deps.park({ reason: reasonOf(error), source: queue, payload: payloadOf(body) });
    // A defect of ours keeps the whole time-out: its few attempts should meet a deployment that mends it.
    if (outcome === 'retried' && isFailure(error)) await deps.backOff?.(record);
    return { outcome, code: codeOf(error), cause: error };
  } catch (cause) {
    return { outcome: 'retried', code: outcome === 'parked' ? 'parking-failed' : 'waiting-failed', cause };
  }
}

/** Work is often done within seconds. The longer it takes, the fewer looks it is worth. */
const LONGEST_DEFERRAL_S = 20;

/** The wait of a message whose account is busy. */
export const deferralAfter = (waits: number): number => Math.min(LONGEST_DEFERRAL_S, 1 + waits);

const deferred = (record: QueueRecord) => {
  const [queue, { body }, waits] = [queueNameOf(record), record, waitsOf(record)];
  return { queue, body, waits, afterSeconds: deferralAfter(waits) };
};

function outcomeOf(error: unknown, receives: number, deps: FailureDeps): FailedRecord['outcome'] {
  const { defectTries = DEFECT_TRIES, maxReceives = Number.POSITIVE_INFINITY } = deps;
  if (error instanceof NewerThanReader) return 'waiting';
  if (error instanceof AccountBusy) return 'deferred';
  if (isAccountClosed(error)) return 'ignored';
  if (!isFailure(error)) return receives >= Math.min(defectTries, maxReceives) ? 'parked' : 'retried';
  switch (error.kind) {
    case 'terminal':
    case 'refused':
      return 'parked';
    case 'transient':
    case 'conflict':
      return receives >= maxReceives ? 'parked' : 'retried';
    default:
      return error.kind satisfies never;
  }
}

/** As JSON where it is JSON, so that a person can read it; as the text that it is otherwise. */
function payloadOf(body: string): Parked['payload'] {
  try {
    return z.json().parse(jsonOf(body));
  } catch {
    return body;
  }
}
