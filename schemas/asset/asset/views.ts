import * as z from 'zod';
import { thing } from '#schemas/thing.ts';
import { Port } from './port.ts';
import { AssetState } from './state.ts';

const { scopes: _scopes, soleDiscovery: _sole, stamps: _stamps, ports: _ports, ...known } = AssetState.shape;

/** An asset with everything that is known of it. */
export const AssetView = z.strictObject({
  ...thing,
  ...known,
  openPorts: z.int().min(0),
  /** Every port that was ever open, or that a scanner listed as other than the rest; each as it is now. */
  ports: z.array(Port),
});
export type AssetView = z.infer<typeof AssetView>;

/** The part of an asset that indexes hold. */
export const AssetSummary = AssetView.pick({
  dns: true,
  name: true,
  class: true,
  private: true,
  status: true,
  source: true,
  origin: true,
  created: true,
  visited: true,
  ttl: true,
  tags: true,
  openPorts: true,
  inScope: true,
  seed: true,
});
export type AssetSummary = z.infer<typeof AssetSummary>;

/** A summary as it may stand in an index: those of before assets were matched to seeds say nothing of it. */
export const StoredAssetSummary = AssetSummary.extend({ inScope: z.boolean().default(true) });

/** An asset in a list with any filter: its summary. */
export const AssetItem = z.strictObject({ ...thing, ...AssetSummary.shape });
export type AssetItem = z.infer<typeof AssetItem>;

/** Whether a list shows the asset whole, as it does with view=full. */
export const isWhole = (asset: AssetItem | AssetView): asset is AssetView => 'ports' in asset;
