import type { AssetState } from '#schemas/asset/asset/state.ts';
import { type AssetItem, type AssetView, StoredAssetSummary } from '#schemas/asset/asset/views.ts';
import type { Instant } from '#schemas/primitives.ts';
import { thingOf } from '#schemas/thing.ts';
import { type ListedItem, type ListedState, readSummary } from '#shared/aggregate/list.ts';
import { assetSummary } from './domain/asset.ts';
import { evolve } from './domain/evolve.ts';
import { lapse } from './domain/expiry.ts';
import { isOpen } from './domain/port.ts';

/** The asset as the sweep will leave it: an overdue one reads as expired, whether the sweep has come by or not. */
const asOf = (state: AssetState, now: Instant): AssetState =>
  lapse(state, now).reduce<AssetState>(evolve, state);

/** Technologies of the host, and of every service that is open. */
const technologiesOf = ({ technologies, ports }: AssetState): string[] => [
  ...new Set([...technologies, ...ports.filter(isOpen).flatMap((port) => port.technologies ?? [])]),
];

export function assetView({ key, version, state }: ListedState<AssetState>, now: Instant): AssetView {
  const { scopes: _scopes, soleDiscovery: _soleDiscovery, stamps: _stamps, ...known } = asOf(state, now);
  return {
    ...thingOf({ key, version }),
    ...known,
    technologies: technologiesOf(state),
    openPorts: assetSummary(state).openPorts,
  };
}

export const assetItem = (listed: ListedItem): AssetItem => ({
  ...thingOf(listed),
  ...readSummary(StoredAssetSummary, listed),
});
