import * as z from 'zod';
import { ScanTool, ScanWarning } from '#schemas/capability/scan/scan-report.ts';
import { Instant } from '#schemas/primitives.ts';
import { thing } from '#schemas/thing.ts';
import { JobConfig, JobSummary } from './state.ts';

/** A request that needs no token: to be sent as it stands, with these headers and no others, before it expires. */
export const Presigned = z.strictObject({
  method: z.enum(['GET', 'PUT']),
  url: z.url(),
  headers: z.record(z.string(), z.string()),
  expiresAt: Instant,
});
export type Presigned = z.infer<typeof Presigned>;

export const JobItem = z.strictObject({ ...thing, ...JobSummary.shape });
export type JobItem = z.infer<typeof JobItem>;

export const JobView = z.strictObject({
  ...JobItem.shape,
  target: z.string().optional(),
  config: JobConfig,
  /** When the job times out, as things stand; absent once it is over. */
  dueAt: Instant.optional(),
  /** The tool that made the file, as the file says. */
  tool: ScanTool.optional(),
  /** What of the file was left out, or was read otherwise than it stands there; once it is read. */
  warnings: z.array(ScanWarning).optional(),
});
export type JobView = z.infer<typeof JobView>;

export const Artifact = z.strictObject({
  kind: z.enum(['scanner-file', 'report']),
  name: z.string(),
  /** Bytes, where they are known. */
  size: z.int().optional(),
  sha256: z.string().optional(),
  download: Presigned,
});
export type Artifact = z.infer<typeof Artifact>;
