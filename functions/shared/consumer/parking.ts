import { createHash } from 'node:crypto';
import { type Failure, isFailure } from '#schemas/errors.ts';
import type { Parked, ParkedCopy } from '#schemas/parked.ts';
import { jsonMessage, type Queue, sendAll } from '#shared/messaging/queue.ts';
import { writeJson } from '#shared/object-store/json.ts';
import type { ObjectStore } from '#shared/object-store/object-store.ts';
import type { Clock } from '#shared/runtime/clock.ts';

/** Below SQS's limit of 1 MiB, with room for the reason. */
const MAX_PAYLOAD_BYTES = 900 * 1024;

/**
 * Puts aside, whole and with its reason, a thing that can never succeed. Throws TransientFailure when it cannot: then
 * the thing stays where it was.
 */
export type Park = (parked: Parked) => Promise<void>;

export interface ParkingDeps {
  /** The dead-letter queue of a source. */
  readonly deadLettersOf: (source: string) => Queue;
  readonly objects: Pick<ObjectStore, 'write'>;
  /** Where the copies lie. */
  readonly bucket: string;
  readonly clock: Clock;
  /** Bytes beyond which the queue holds only the reference to the copy. */
  readonly maxPayloadBytes?: number;
}

/**
 * Parks in the dead-letter queue of the source. A queue forgets after 14 days, so that a copy is written to S3
 * before. Its name is made of its content, so a thing that is parked again on the same day is one object.
 */
export function createParking({
  deadLettersOf,
  objects,
  bucket,
  clock,
  maxPayloadBytes = MAX_PAYLOAD_BYTES,
}: ParkingDeps): Park {
  return async (parked) => {
    const claim = await writeJson(objects, { bucket, key: copyKeyOf(parked, clock().slice(0, 10)) }, parked);
    const message =
      claim.bytes <= maxPayloadBytes ? parked : { ...parked, payload: { claim } satisfies ParkedCopy };
    await sendAll(deadLettersOf(parked.source), [jsonMessage(message)], 'parking');
  };
}

/** `parked/{queue}/{date}/{hash}.json`. The message of a reason may name a moment and is no part of the hash. */
function copyKeyOf({ source, reason, payload }: Parked, date: string): string {
  const hash = createHash('sha256')
    .update(JSON.stringify([source, reason.code, payload]))
    .digest('hex');
  return `parked/${source}/${date}/${hash}.json`;
}

/** A reason names at most so many fields, each in so many characters: more helps nobody, and no queue takes it. */
const MAX_PROBLEMS = 50;
const MAX_TEXT = 1_000;

const short = (text: string): string => text.slice(0, MAX_TEXT).toWellFormed();

/** The reason of a failure as it is parked. The message is ours, never a payload. */
export const reasonOf = (error: unknown): Parked['reason'] => {
  const failure: Pick<Failure, 'code' | 'message' | 'errors'> = isFailure(error)
    ? error
    : { code: 'unknown', message: error instanceof Error ? error.message : 'unknown', errors: [] };
  return {
    code: failure.code,
    message: short(failure.message),
    errors: failure.errors
      .slice(0, MAX_PROBLEMS)
      .map(({ path, message }) => ({ path: short(path), message: short(message) })),
  };
};

/** The code of any thrown thing; `unknown` is a defect of ours. */
export const codeOf = (error: unknown): string => (isFailure(error) ? error.code : 'unknown');
