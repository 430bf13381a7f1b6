import { SeedEvent, seedUpcasters } from '#schemas/asset/seed/events.ts';
import { SeedState } from '#schemas/asset/seed/state.ts';
import type { SeedSummary } from '#schemas/asset/seed/views.ts';
import type { Aggregate, IndexEntry } from '#shared/aggregate/aggregate.ts';
import type { SeedCommand } from './command.ts';
import { decide } from './decide.ts';
import { evolve } from './evolve.ts';

export const seedTypePartition = (kind: SeedState['kind']): string => `SEED_TYPE#${kind}`;
export const seedStatusPartition = (status: SeedState['status']): string => `SEED_STATUS#${status}`;

/** Whether it counts for the scope. A frozen seed is not scanned, and still the account's own. */
export const isInForce = ({ status }: Pick<SeedState, 'status'>): boolean =>
  status !== 'D' && status !== 'FR';

/** The part that lists show. */
export const seedSummary = ({ history: _, ...fields }: SeedState): SeedSummary => fields;

const index = (state: SeedState): IndexEntry => ({
  byType: { partition: seedTypePartition(state.kind), sort: `CREATED#${state.created}` },
  byStatus: { partition: seedStatusPartition(state.status), sort: 'PRIORITY#000' },
  summary: seedSummary(state),
});

/** A seed: a domain, an address or a network that the account says is its own. Its key is made of its value. */
export const Seed: Aggregate<SeedState, SeedCommand, SeedEvent> = {
  type: 'Seed',
  service: 'asset',
  prefix: 'SEED',
  shards: 4,
  state: SeedState,
  stateVersion: 2,
  events: SeedEvent,
  upcasters: seedUpcasters,
  decide,
  evolve,
  index,
};
