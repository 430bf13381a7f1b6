import type { AssetState } from '#schemas/asset/asset/state.ts';
import { type AssetItem, AssetSummary, type AssetView } from '#schemas/asset/asset/views.ts';
import type { ImportState } from '#schemas/asset/import/state.ts';
import { ImportSummary, type ImportView } from '#schemas/asset/import/views.ts';
import type { SeedState } from '#schemas/asset/seed/state.ts';
import type { SeedItem, SeedView } from '#schemas/asset/seed/views.ts';
import { jobKey } from '#schemas/capability/job/state.ts';
import { idOf } from '#schemas/id.ts';
import type { Instant } from '#schemas/primitives.ts';
import { thingOf } from '#schemas/thing.ts';
import { type ListedItem, type ListedState, readSummary } from '#shared/aggregate/list.ts';
import { summaryOf } from './asset/domain/asset.ts';
import { evolveAsset } from './asset/domain/evolve-asset.ts';
import { lapse } from './asset/domain/expiry.ts';
import { isOpen } from './asset/domain/ports.ts';
import { importSummary } from './import/domain/import.ts';

/** The asset as the sweep will leave it: what is overdue reads as expired, whether the sweep has come by or not. */
const asOf = (state: AssetState, now: Instant): AssetState =>
  lapse(state, now).reduce<AssetState>(evolveAsset, state);

/** Technologies of the host, and of every service that is open. */
const technologiesOf = ({ technologies, ports }: AssetState): string[] => [
  ...new Set([...technologies, ...ports.filter(isOpen).flatMap((port) => port.technologies ?? [])]),
];

export function assetView({ key, version, state }: ListedState<AssetState>, now: Instant): AssetView {
  const { scopes: _scopes, soleDiscovery: _soleDiscovery, ...known } = asOf(state, now);
  return {
    ...thingOf({ key, version }),
    ...known,
    technologies: technologiesOf(state),
    openPorts: summaryOf(state).openPorts,
  };
}

export const assetItem = (listed: ListedItem): AssetItem => ({
  ...thingOf(listed),
  ...readSummary(AssetSummary, listed),
});

export const seedView = ({ key, version, state }: ListedState<SeedState>): SeedView => ({
  ...thingOf({ key, version }),
  ...state,
});

export function seedItem(listed: ListedState<SeedState>): SeedItem {
  const { history: _, ...item } = seedView(listed);
  return item;
}

export function importItem(listed: ListedItem): ImportView {
  const { job, ...fields } = readSummary(ImportSummary, listed);
  return { ...thingOf(listed), ...fields, jobId: idOf(jobKey(job)) };
}

export const importView = ({ key, version, state }: ListedState<ImportState>): ImportView =>
  importItem({ key, version, summary: importSummary(state) });
