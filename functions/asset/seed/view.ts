import type { SeedState } from '#schemas/asset/seed/state.ts';
import type { SeedItem, SeedView } from '#schemas/asset/seed/views.ts';
import { thingOf } from '#schemas/thing.ts';
import type { ListedState } from '#shared/aggregate/list.ts';

export const seedView = ({ key, version, state }: ListedState<SeedState>): SeedView => ({
  ...thingOf({ key, version }),
  ...state,
});

export function seedItem(listed: ListedState<SeedState>): SeedItem {
  const { history: _, ...item } = seedView(listed);
  return item;
}
