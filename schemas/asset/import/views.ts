import * as z from 'zod';
import { Instant } from '#schemas/primitives.ts';
import { thing } from '#schemas/thing.ts';
import { ImportCounts, ListsRef } from './state.ts';

export const ImportStatus = z.enum(['running', 'complete', 'incomplete']);
export type ImportStatus = z.infer<typeof ImportStatus>;

/** The part of an import that indexes hold. */
export const ImportSummary = z.strictObject({
  status: ImportStatus,
  job: z.uuid(),
  file: z.string(),
  capability: z.string(),
  /** How many chunks the report has, and how many of them are done. */
  total: z.int(),
  noted: z.int(),
  counts: ImportCounts,
  lists: ListsRef,
  started: Instant,
  progressed: Instant,
  ended: Instant.optional(),
});
export type ImportSummary = z.infer<typeof ImportSummary>;

export const ImportView = z.strictObject({
  ...thing,
  ...ImportSummary.omit({ job: true }).shape,
  /** The id of the job whose report this is; the routes of imports take it as well. */
  jobId: z.string(),
});
export type ImportView = z.infer<typeof ImportView>;
