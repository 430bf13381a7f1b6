import * as z from 'zod';
import { ManifestRef } from '../capability/scan-report.ts';
import { defineEvent, type Upcasters } from '../event.ts';
import { Instant, Second } from '../primitives.ts';
import { assetFields, DeletionReason, Presence } from './asset.ts';
import { ImportCounts, ListsRef } from './import.ts';
import { Port, PortRef, Ranges, Scope } from './port.ts';
import { SeedClass, SeedKind } from './seed.ts';
import { HistoryRecord, LiveStatus } from './values.ts';

const { dns: _dns, name: _name, class: _class, created: _created, ...changeable } = assetFields;

/** New values of the fields that changed. */
export const AssetChanges = z.strictObject(changeable).partial();
export type AssetChanges = z.infer<typeof AssetChanges>;

/** What happens to the audit trail: an entry more, one without its comment, one less. */
export const HistoryChange = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('added'), entry: HistoryRecord }),
  z.strictObject({ kind: z.literal('blanked'), index: z.int().min(0) }),
  z.strictObject({ kind: z.literal('dropped'), index: z.int().min(0) }),
]);
export type HistoryChange = z.infer<typeof HistoryChange>;

/** Which import, and which discovery of it, an event comes from; absent for what people do. */
const cause = { import: z.uuid().optional(), discovery: z.string().min(1).optional() };

/** A new asset, or a deleted one that begins a new life: everything that is known of it. */
export const AssetDiscoveredV1 = defineEvent(
  'AssetDiscovered',
  1,
  z.strictObject({
    ...assetFields,
    status: LiveStatus,
    scopes: z.array(Scope),
    ports: z.array(Port),
    presence: Presence.optional(),
    /** How many open ports there were, when they are more than an asset holds. */
    tarpit: z.int().min(1).optional(),
    by: z.string(),
    ...cause,
  }),
);

/** A person, or a rule, changed fields. */
export const AssetUpdatedV1 = defineEvent(
  'AssetUpdated',
  1,
  z.strictObject({ changes: AssetChanges, history: HistoryChange.optional() }),
);

/**
 * A scan saw a known asset again, or found that it no longer answers.
 * `ports` are those that are new or different. A port that `scopes` cover and that is not among them was as it had been.
 */
export const AssetScannedV1 = defineEvent(
  'AssetScanned',
  1,
  z.strictObject({
    capability: z.string(),
    observedAt: Second,
    changes: AssetChanges,
    scopes: z.array(Scope),
    ports: z.array(Port),
    opened: z.array(PortRef),
    closed: z.array(PortRef),
    /** Whether the host answered. */
    up: z.boolean(),
    /** It had been gone, and answers again. */
    appeared: z.literal(true).optional(),
    gone: z.literal(true).optional(),
    tarpit: z.int().min(1).optional(),
    ...cause,
  }),
);

export const AssetTaggedV1 = defineEvent('AssetTagged', 1, z.strictObject({ tags: z.array(z.string()) }));

export const AssetReclassifiedV1 = defineEvent(
  'AssetReclassified',
  1,
  z.strictObject({
    from: z.string(),
    class: z.string(),
    at: Second,
    by: z.string(),
    comment: z.string().optional(),
  }),
);

export const AssetDeletedV1 = defineEvent(
  'AssetDeleted',
  1,
  z.strictObject({ reason: DeletionReason, at: Second, by: z.string(), comment: z.string().optional() }),
);

export const AssetEvent = z.discriminatedUnion('type', [
  AssetDiscoveredV1,
  AssetUpdatedV1,
  AssetScannedV1,
  AssetTaggedV1,
  AssetReclassifiedV1,
  AssetDeletedV1,
]);
export type AssetEvent = z.infer<typeof AssetEvent>;
export type AssetDiscovered = z.infer<typeof AssetDiscoveredV1>;
export type AssetScanned = z.infer<typeof AssetScannedV1>;

/** A new seed, or a removed one that is wanted again. */
export const SeedAddedV1 = defineEvent(
  'SeedAdded',
  1,
  z.strictObject({
    kind: SeedKind,
    class: SeedClass,
    value: z.string(),
    status: LiveStatus,
    source: z.string(),
    created: Second,
    tags: z.array(z.string()),
    by: z.string(),
  }),
);

export const SeedUpdatedV1 = defineEvent(
  'SeedUpdated',
  1,
  z.strictObject({
    status: LiveStatus.optional(),
    tags: z.array(z.string()).optional(),
    history: HistoryRecord.optional(),
  }),
);

export const SeedRemovedV1 = defineEvent(
  'SeedRemoved',
  1,
  z.strictObject({ at: Second, by: z.string(), comment: z.string().optional() }),
);

export const SeedEvent = z.discriminatedUnion('type', [SeedAddedV1, SeedUpdatedV1, SeedRemovedV1]);
export type SeedEvent = z.infer<typeof SeedEvent>;

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
export const assetUpcasters: Upcasters = {};
export const seedUpcasters: Upcasters = {};
export const importUpcasters: Upcasters = {};
