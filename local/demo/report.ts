import * as z from 'zod';
import { Port as AssetPort } from '#schemas/asset/asset/port.ts';
import { ScanWarning } from '#schemas/capability/scan/scan-report.ts';

const Port = AssetPort.pick({
  protocol: true,
  port: true,
  /** As it is now. */
  state: true,
  service: true,
  product: true,
  version: true,
});

/** An asset as a change names it. */
const Named = z.strictObject({ key: z.string(), dns: z.string(), name: z.string() });
const ChangedPort = z.strictObject({ ...Named.shape, ...Port.shape });

/** The output of `npm start -- --json`. */
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
  /** The changes of each file, in the order of the imports; `opened` includes the ports of hosts that appeared. */
  changes: z.array(
    z.strictObject({
      file: z.string(),
      opened: z.array(ChangedPort).readonly(),
      closed: z.array(ChangedPort).readonly(),
      appeared: z.array(Named).readonly(),
      gone: z.array(Named).readonly(),
      /** The entries of the file that no asset could be made of, with the reason. */
      refused: z.array(z.strictObject({ ...Named.shape, code: z.string(), reason: z.string() })).readonly(),
    }),
  ),
  jobs: z.array(
    z.strictObject({
      /** Null where the API did not take the file. */
      id: z.string().nullable(),
      file: z.string(),
      status: z.string(),
      reason: z.string().optional(),
      /** What of the file was left out, or was read otherwise than it stands there. */
      warnings: z.array(ScanWarning),
    }),
  ),
  /** Events of the demo account by type, as a subscriber of the bus got them. */
  events: z.record(z.string(), z.int()),
  /** Events that are stored and did not come by: 0, or something is wrong. */
  unpublished: z.int(),
  /** How many commands the events come from. */
  commands: z.int(),
  /** Milliseconds. */
  timings: z.strictObject({
    engine: z.int(),
    deploy: z.int(),
    account: z.int(),
    imports: z.int(),
    report: z.int(),
    total: z.int(),
    /** Of each file: until it was uploaded, then until it was read, then until it was imported. */
    files: z.array(z.strictObject({ file: z.string(), upload: z.int(), read: z.int(), import: z.int() })),
  }),
});
export type Report = z.infer<typeof Report>;
export type ReportedAsset = Report['assets'][number];
export type ReportedPort = ReportedAsset['ports'][number];
