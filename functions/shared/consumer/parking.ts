import * as z from 'zod';
import { type Failure, isFailure } from '#schemas/errors.ts';
import { type Queue, sendAll } from '#shared/messaging/queue.ts';
import { writeJsonByHash } from '#shared/object-store/json.ts';
import type { ObjectStore } from '#shared/object-store/object-store.ts';

/** Below SQS's limit of 1 MiB, with room for the reason. */
const MAX_PAYLOAD_BYTES = 900 * 1024;

/** What lies in a parking lot: the whole thing that could not be handled, and why. */
export const Parked = z.strictObject({
  reason: z.strictObject({
    code: z.string(),
    message: z.string(),
    errors: z.array(z.strictObject({ path: z.string(), message: z.string() })),
  }),
  /** Which queue or stream it came from. */
  source: z.string(),
  payload: z.json(),
});
export type Parked = z.infer<typeof Parked>;

/** Puts aside what can never succeed, whole, with its reason. Throws TransientFailure when it cannot: then the thing stays where it was. */
export type Park = (parked: Parked) => Promise<void>;

export interface ParkingDeps {
  readonly queue: Queue;
  readonly objects: ObjectStore;
  readonly claims: { readonly bucket: string; readonly prefix: string };
  /** Bytes beyond which a payload lies in the claims bucket. */
  readonly maxPayloadBytes?: number;
}

/** Parks in a queue; what is too large for one lies in the claims bucket, and the queue holds the reference. */
export function createParking({
  queue,
  objects,
  claims,
  maxPayloadBytes = MAX_PAYLOAD_BYTES,
}: ParkingDeps): Park {
  return async (parked) => {
    const small =
      Buffer.byteLength(JSON.stringify(parked), 'utf8') <= maxPayloadBytes
        ? parked
        : { ...parked, payload: { claim: await claim(objects, claims, parked) } };
    await sendAll(queue, [small], 'parking');
  };
}

const claim = (objects: ObjectStore, { bucket, prefix }: ParkingDeps['claims'], parked: Parked) =>
  writeJsonByHash(objects, { bucket, prefix: `${prefix}/parked` }, parked.payload);

/** Fields that a reason names at most, and characters that each of its texts has: the rest of an endless one helps nobody, and no queue takes it. */
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
