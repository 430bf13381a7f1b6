import { z } from 'zod';

const Port = z.strictObject({
  protocol: z.string(),
  port: z.int(),
  state: z.string(),
  service: z.string().optional(),
  product: z.string().optional(),
  version: z.string().optional(),
});

/** A port that an import found opened or closed. */
const ChangedPort = z.strictObject({ key: z.string(), ...Port.omit({ state: true }).shape });

/** What `npm start -- --json` prints. */
export const Report = z.strictObject({
  assets: z.array(
    z.strictObject({
      key: z.string(),
      dns: z.string(),
      name: z.string(),
      class: z.string(),
      status: z.string(),
      created: z.string(),
      visited: z.string(),
      /** Every port that was ever open, with the state it has now. */
      ports: z.array(Port),
    }),
  ),
  /** What each file changed, in the order of the imports. */
  changes: z.array(
    z.strictObject({
      file: z.string(),
      opened: z.array(ChangedPort),
      closed: z.array(ChangedPort),
      /** Keys of assets. */
      appeared: z.array(z.string()),
      gone: z.array(z.string()),
      /** Hosts of the file that no asset could be made of, with the reason. */
      refused: z.array(z.strictObject({ host: z.string(), reason: z.string() })),
    }),
  ),
  jobs: z.array(
    z.strictObject({ id: z.string(), file: z.string(), status: z.string(), reason: z.string().optional() }),
  ),
  /** Stored events of the demo account by type, read from the history of every thing in it. */
  events: z.record(z.string(), z.int()),
  /** Distinct commands behind those events. */
  commands: z.int(),
  /** Milliseconds. */
  timings: z.record(z.string(), z.int()),
});
export type Report = z.infer<typeof Report>;
export type ReportedAsset = Report['assets'][number];
export type ReportedPort = ReportedAsset['ports'][number];
export type ReportedChange = Report['changes'][number];
