import { AssetEvent, assetUpcasters } from '#schemas/asset/asset/events.ts';
import { AssetState } from '#schemas/asset/asset/state.ts';
import type { AssetSummary } from '#schemas/asset/asset/views.ts';
import { defined } from '#schemas/defined.ts';
import type { Aggregate, IndexEntry } from '#shared/aggregate/aggregate.ts';
import type { SuffixRules } from '#shared/net/public-suffix/public-suffix.ts';
import type { AssetCommand } from './command.ts';
import { decide } from './decide.ts';
import { evolve } from './evolve.ts';
import { assetDueAt } from './expiry.ts';
import { isOpen } from './port.ts';

/** No asset has a priority yet: they share one until something ranks them. */
const PRIORITY = 'PRIORITY#000';

export const typePartition = (assetClass: string): string => `ASSET_TYPE#${assetClass || 'none'}`;
export const assetStatusPartition = (status: AssetState['status']): string => `STATUS#${status}`;
export const createdSort = (created: string): string => `CREATED#${created}`;

/** The part that lists show. Ports are only counted here: an index that held them would cost as much as the table. */
export const assetSummary = (state: AssetState) =>
  defined({
    dns: state.dns,
    name: state.name,
    class: state.class,
    private: state.private,
    status: state.status,
    source: state.source,
    origin: state.origin,
    created: state.created,
    visited: state.visited,
    ttl: state.ttl,
    tags: state.tags,
    openPorts: state.ports.filter(isOpen).length,
    inScope: state.inScope,
    seed: state.seed,
  }) satisfies AssetSummary;

const index = (state: AssetState): IndexEntry =>
  defined({
    byType: { partition: typePartition(state.class), sort: createdSort(state.created) },
    byStatus: { partition: assetStatusPartition(state.status), sort: PRIORITY },
    due: assetDueAt(state),
    summary: assetSummary(state),
  });

/** An asset with its ports, technologies and attributes, under the given public suffixes: one thing, one conditional write. */
export const assetUnder = (suffixes: SuffixRules): Aggregate<AssetState, AssetCommand, AssetEvent> => ({
  type: 'Asset',
  service: 'asset',
  prefix: 'ASSET',
  shards: 4,
  state: AssetState,
  stateVersion: 3,
  events: AssetEvent,
  upcasters: assetUpcasters,
  decide: (command, state, deciding) => decide(command, state, { ...deciding, suffixes }),
  evolve,
  index,
});
