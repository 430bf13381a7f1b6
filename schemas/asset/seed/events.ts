import * as z from 'zod';
import { HistoryRecord, LiveStatus } from '#schemas/asset/values.ts';
import { defineEvent, type Upcasters } from '#schemas/event.ts';
import { Second } from '#schemas/primitives.ts';
import { SeedClass, SeedKind } from './state.ts';

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

/** Older versions of events and states are lifted here, one step per version. There is only the first of each so far. */
export const seedUpcasters: Upcasters = {};
