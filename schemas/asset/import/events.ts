import * as z from 'zod';
import { Ranges } from '#schemas/asset/asset/port.ts';
import { ManifestRef } from '#schemas/capability/scan/scan-report.ts';
import { defineEvent, type Upcasters } from '#schemas/event.ts';
import { Instant } from '#schemas/primitives.ts';
import { ImportCounts, ListsRef } from './state.ts';

export const ImportStartedV1 = defineEvent(
  'ImportStarted',
  1,
  z.strictObject({
    job: z.uuid(),
    file: z.string(),
    capability: z.string(),
    manifest: ManifestRef,
    lists: ListsRef,
    total: z.int().min(0),
    at: Instant,
  }),
);

export const ImportChunkNotedV1 = defineEvent(
  'ImportChunkNoted',
  1,
  z.strictObject({ chunk: z.int().min(1), counts: ImportCounts, at: Instant }),
);

/** Every chunk is done: `counts` are those of the whole file, and the lists are complete. */
export const ScanImportedV1 = defineEvent(
  'ScanImported',
  1,
  z.strictObject({
    job: z.uuid(),
    file: z.string(),
    capability: z.string(),
    total: z.int().min(0),
    counts: ImportCounts,
    lists: ListsRef,
    at: Instant,
  }),
);

/** The import got no further for too long. */
export const ImportIncompleteV1 = defineEvent(
  'ImportIncomplete',
  1,
  z.strictObject({ job: z.uuid(), missing: Ranges, counts: ImportCounts, at: Instant }),
);

export const ImportEvent = z.discriminatedUnion('type', [
  ImportStartedV1,
  ImportChunkNotedV1,
  ScanImportedV1,
  ImportIncompleteV1,
]);
export type ImportEvent = z.infer<typeof ImportEvent>;

/** Older versions of events and states are lifted here, one step per version. There is only the first of each so far. */
export const importUpcasters: Upcasters = {};
