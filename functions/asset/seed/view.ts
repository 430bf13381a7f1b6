import type { SeedState } from '#schemas/asset/seed/state.ts';
import { type SeedItem, type SeedView, StoredSeedSummary } from '#schemas/asset/seed/views.ts';
import { thingOf } from '#schemas/thing.ts';
import { type ListedItem, type ListedState, readSummary } from '#shared/aggregate/list.ts';

export const seedView = ({ key, version, state }: ListedState<SeedState>): SeedView => ({
  ...thingOf({ key, version }),
  ...state,
});

export const seedItem = (listed: ListedItem): SeedItem => ({
  ...thingOf(listed),
  ...readSummary(StoredSeedSummary, listed),
});
