import * as z from 'zod';

/** A parked message: the whole thing that could not be handled, and the reason. */
export const Parked = z.strictObject({
  reason: z.strictObject({
    code: z.string(),
    message: z.string(),
    errors: z.array(z.strictObject({ path: z.string(), message: z.string() })),
  }),
  /** The queue, or the relay, that it came from: `chariot-prod-asset-imports`. */
  source: z.string(),
  payload: z.json(),
});
export type Parked = z.infer<typeof Parked>;

/** The payload of a message that is too large for the queue: where its copy lies, which is the whole `Parked`. */
export const ParkedCopy = z.strictObject({
  claim: z.strictObject({ bucket: z.string(), key: z.string(), sha256: z.string(), bytes: z.int() }),
});
export type ParkedCopy = z.infer<typeof ParkedCopy>;
