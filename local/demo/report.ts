import { z } from 'zod';

const Port = z.strictObject({
  protocol: z.string(),
  port: z.int(),
  /** As it is now. */
  state: z.string(),
  service: z.string().optional(),
  product: z.string().optional(),
  version: z.string().optional(),
});

/** An asset as a change names it. */
const Named = z.strictObject({ key: z.string(), dns: z.string(), name: z.string() });
const ChangedPort = z.strictObject({ ...Named.shape, ...Port.shape });

/** What `npm start -- --json` prints. */
export const Report = z.strictObject({
  assets: z.array(
    z.strictObject({
      ...Named.shape,
      class: z.string(),
      status: z.string(),
      created: z.string(),
      visited: z.string(),
      /** Every port that was ever open, or that a scanner listed as other than the rest. */
      ports: z.array(Port),
    }),
  ),
  /** What each file changed, in the order of the imports. */
  changes: z.array(
    z.strictObject({
      file: z.string(),
      opened: z.array(ChangedPort),
      closed: z.array(ChangedPort),
      appeared: z.array(Named),
      gone: z.array(Named),
      /** What the file names and no asset could be made of, with the reason. */
      refused: z.array(z.strictObject({ ...Named.shape, reason: z.string() })),
    }),
  ),
  jobs: z.array(
    z.strictObject({ id: z.string(), file: z.string(), status: z.string(), reason: z.string().optional() }),
  ),
  /** Stored events by type, read from the history of everything in the demo account. */
  events: z.record(z.string(), z.int()),
  /** How many commands they come from. */
  commands: z.int(),
  /** Milliseconds per step, and in `total`. */
  timings: z.record(z.string(), z.int()),
});
export type Report = z.infer<typeof Report>;
export type ReportedAsset = Report['assets'][number];
export type ReportedPort = ReportedAsset['ports'][number];
export type ReportedChange = Report['changes'][number];
