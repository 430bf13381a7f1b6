import * as z from 'zod';
import { Instant } from '../primitives.ts';
import { AssetState } from './asset.ts';
import { ImportCounts, ListsRef } from './import.ts';
import { Port } from './port.ts';
import { SeedState } from './seed.ts';

const thing = { id: z.string(), key: z.string(), version: z.int().min(1) };

const { scopes: _scopes, soleDiscovery: _sole, ports: _ports, ...known } = AssetState.shape;

/** An asset with everything that is known of it. */
export const AssetView = z.strictObject({
  ...thing,
  ...known,
  openPorts: z.int().min(0),
  /** Every port that was ever open, or that a scanner listed as other than the rest; each as it is now. */
  ports: z.array(Port),
});
export type AssetView = z.infer<typeof AssetView>;

/** What indexes hold of an asset. */
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
});
export type AssetSummary = z.infer<typeof AssetSummary>;

/** An asset in a list. A list of the base table has everything; one of an index only what the index holds. */
export const AssetItem = z.strictObject({
  ...AssetView.partial().shape,
  ...thing,
  ...AssetSummary.shape,
});
export type AssetItem = z.infer<typeof AssetItem>;

export const SeedSummary = SeedState.omit({ history: true });
export type SeedSummary = z.infer<typeof SeedSummary>;

export const SeedItem = z.strictObject({ ...thing, ...SeedSummary.shape });
export type SeedItem = z.infer<typeof SeedItem>;

export const SeedView = z.strictObject({ ...thing, ...SeedState.shape });
export type SeedView = z.infer<typeof SeedView>;

export const ImportStatus = z.enum(['running', 'complete', 'incomplete']);
export type ImportStatus = z.infer<typeof ImportStatus>;

/** What indexes hold of an import. */
export const ImportSummary = z.strictObject({
  status: ImportStatus,
  job: z.uuid(),
  file: z.string(),
  capability: z.string(),
  /** How many chunks the report has, and how many of them are done. */
  total: z.int(),
  noted: z.int(),
  counts: ImportCounts,
  lists: ListsRef,
  started: Instant,
  progressed: Instant,
  ended: Instant.optional(),
});
export type ImportSummary = z.infer<typeof ImportSummary>;

export const ImportView = z.strictObject({
  ...thing,
  ...ImportSummary.omit({ job: true }).shape,
  /** The id of the job whose report this is; the routes of imports take it as well. */
  jobId: z.string(),
});
export type ImportView = z.infer<typeof ImportView>;
