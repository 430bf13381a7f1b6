import * as z from 'zod';
import { Ranges } from '#schemas/asset/asset/port.ts';
import { ManifestRef } from '#schemas/capability/scan/scan-report.ts';
import { defineEvent, type Upcasters } from '#schemas/event.ts';
import { Instant } from '#schemas/primitives.ts';
import { ImportCounts, ListObject, ListsRef } from './state.ts';

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

/** One chunk is done, and `list` names its changes. */
export const ImportChunkNotedV2 = defineEvent(
  'ImportChunkNoted',
  2,
  z.strictObject({ chunk: z.int().min(1), counts: ImportCounts, list: ListObject, at: Instant }),
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
  ImportChunkNotedV2,
  ScanImportedV1,
  ImportIncompleteV1,
]);
export type ImportEvent = z.infer<typeof ImportEvent>;

/** Versions that are no longer written, and are read for ever. */
export const OlderImportEvent = z.discriminatedUnion('type', [ImportChunkNotedV1]);

/** Older versions of events are lifted here, one step per version. The first lists lay where the number of their chunk said. */
export const importUpcasters: Upcasters = {
  ImportChunkNoted: { 1: (data) => ({ ...data, list: { key: `chunk-${data.chunk}.json` } }) },
};
