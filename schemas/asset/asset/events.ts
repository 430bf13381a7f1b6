import * as z from 'zod';
import { HistoryRecord, LiveStatus } from '#schemas/asset/values.ts';
import { defineEvent, type Upcasters } from '#schemas/event.ts';
import { Second } from '#schemas/primitives.ts';
import { OlderScope, Port, PortRef, Scope } from './port.ts';
import { ObservedTimes, withStamps } from './stamps.ts';
import { assetFields, DeletionReason, everywhere, Placement, Presence, placement } from './state.ts';

const { dns: _dns, name: _name, class: _class, created: _created, ...changeable } = assetFields;

/** New values of the fields that changed. */
export const AssetChanges = z.strictObject(changeable).partial();
export type AssetChanges = z.infer<typeof AssetChanges>;

/** A change of the audit trail: an entry more, one without its comment, one less. */
export const HistoryChange = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('added'), entry: HistoryRecord }),
  z.strictObject({ kind: z.literal('blanked'), index: z.int().min(0) }),
  z.strictObject({ kind: z.literal('dropped'), index: z.int().min(0) }),
]);
export type HistoryChange = z.infer<typeof HistoryChange>;

/** The import, and its discovery, that an event comes from; absent for the changes of people. */
const cause = { import: z.uuid().optional(), discovery: z.string().min(1).optional() };

/** A new asset, or a deleted one that begins a new life: everything that is known of it. */
export const AssetDiscoveredV1 = defineEvent(
  'AssetDiscovered',
  1,
  z.strictObject({
    ...assetFields,
    status: LiveStatus,
    scopes: z.array(OlderScope),
    ports: z.array(Port),
    presence: Presence.optional(),
    /** How many open ports there were, when they are more than an asset holds. */
    tarpit: z.int().min(1).optional(),
    by: z.string(),
    ...cause,
  }),
);

/** When each text was observed that scans overwrite; absent where the event was lifted from version 1. */
const times = { observed: ObservedTimes.optional() };

export const AssetDiscoveredV2 = defineEvent(
  'AssetDiscovered',
  2,
  AssetDiscoveredV1.shape.data.extend(times),
);

/** Scopes may be in their compact forms. */
const scopes = { scopes: z.array(Scope) };

export const AssetDiscoveredV3 = defineEvent(
  'AssetDiscovered',
  3,
  AssetDiscoveredV2.shape.data.extend({ ...scopes, ...placement }),
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
    scopes: z.array(OlderScope),
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

/** The changes of several sightings together: `observedAt` and `up` are those of the newest one. */
export const AssetScannedV2 = defineEvent('AssetScanned', 2, AssetScannedV1.shape.data.extend(times));

export const AssetScannedV3 = defineEvent('AssetScanned', 3, AssetScannedV2.shape.data.extend(scopes));

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

/** The seeds of the account changed, or a scan saw the asset under others: it is matched anew. */
export const AssetScopeChangedV1 = defineEvent('AssetScopeChanged', 1, Placement);

export const AssetEvent = z.discriminatedUnion('type', [
  AssetDiscoveredV3,
  AssetUpdatedV1,
  AssetScannedV3,
  AssetTaggedV1,
  AssetReclassifiedV1,
  AssetDeletedV1,
  AssetScopeChangedV1,
]);
export type AssetEvent = z.infer<typeof AssetEvent>;
export type AssetDiscovered = z.infer<typeof AssetDiscoveredV3>;
export type AssetScanned = z.infer<typeof AssetScannedV3>;

/** Versions that are no longer written, and are read for ever. */
export const OlderAssetEvent = z.union([
  AssetDiscoveredV1,
  AssetDiscoveredV2,
  AssetScannedV1,
  AssetScannedV2,
]);

const same = (data: Readonly<Record<string, unknown>>) => ({ ...data });

/** Older versions of events and states are lifted here, one step per version. */
export const assetUpcasters: Upcasters = {
  AssetDiscovered: { 1: same, 2: everywhere },
  AssetScanned: { 1: same, 2: same },
  State: { 1: withStamps, 2: everywhere },
};
