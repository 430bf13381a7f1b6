import * as z from 'zod';
import { HistoryRecord, LiveStatus } from '#schemas/asset/values.ts';
import { defineEvent, type Upcasters } from '#schemas/event.ts';
import { Second } from '#schemas/primitives.ts';
import { SeedClass, SeedKind, SeedMode } from './state.ts';
import { withCoverage } from './with-coverage.ts';

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

const coverage = { mode: SeedMode, subdomains: z.boolean() };

/** Says how much the seed covers, and whether that is in scope. */
export const SeedAddedV2 = defineEvent('SeedAdded', 2, SeedAddedV1.shape.data.extend(coverage));

export const SeedUpdatedV1 = defineEvent(
  'SeedUpdated',
  1,
  z.strictObject({
    status: LiveStatus.optional(),
    tags: z.array(z.string()).optional(),
    history: HistoryRecord.optional(),
  }),
);

export const SeedUpdatedV2 = defineEvent(
  'SeedUpdated',
  2,
  SeedUpdatedV1.shape.data.extend(z.strictObject(coverage).partial().shape),
);

export const SeedRemovedV1 = defineEvent(
  'SeedRemoved',
  1,
  z.strictObject({ at: Second, by: z.string(), comment: z.string().optional() }),
);

export const SeedEvent = z.discriminatedUnion('type', [SeedAddedV2, SeedUpdatedV2, SeedRemovedV1]);
export type SeedEvent = z.infer<typeof SeedEvent>;

/** Versions that are no longer written, and are read for ever. */
export const OlderSeedEvent = z.discriminatedUnion('type', [SeedAddedV1, SeedUpdatedV1]);

/** Older versions of events and states are lifted here, one step per version. */
export const seedUpcasters: Upcasters = {
  SeedAdded: { 1: withCoverage },
  SeedUpdated: { 1: (data) => ({ ...data }) },
  State: { 1: withCoverage },
};
