import { defineService, routesOf } from '#schemas/define-service.ts';
import { AssetEvent, assetUpcasters, OlderAssetEvent } from './asset/events.ts';
import * as assetRoutes from './asset/routes.ts';
import { AssetState } from './asset/state.ts';
import { AssetItem, AssetView } from './asset/views.ts';
import { ImportEvent, importUpcasters, OlderImportEvent } from './import/events.ts';
import * as importRoutes from './import/routes.ts';
import { ChunkChanges, ChunksTask, ChunkTask, ImportState } from './import/state.ts';
import { ImportView } from './import/views.ts';
import { OlderSeedEvent, SeedEvent, seedUpcasters } from './seed/events.ts';
import { MatchTask } from './seed/match-task.ts';
import * as seedRoutes from './seed/routes.ts';
import { SeedState } from './seed/state.ts';
import { SeedItem, SeedView } from './seed/views.ts';

/** Assets, seeds, and the imports that make assets of scan reports. */
export const assetService = defineService({
  name: 'asset',
  description: 'Assets, seeds, and what imports of scans changed.',
  routes: routesOf(assetRoutes, seedRoutes, importRoutes),
  views: { AssetView, AssetItem, SeedView, SeedItem, ImportView },
  aggregates: {
    Asset: {
      state: AssetState,
      events: AssetEvent,
      olderEvents: OlderAssetEvent,
      upcasters: assetUpcasters,
      due: true,
    },
    Seed: {
      state: SeedState,
      events: SeedEvent,
      olderEvents: OlderSeedEvent,
      upcasters: seedUpcasters,
    },
    Import: {
      state: ImportState,
      events: ImportEvent,
      olderEvents: OlderImportEvent,
      upcasters: importUpcasters,
      due: true,
    },
  },
  documents: {
    'ChunkTask.v1': ChunkTask,
    'ChunksTask.v1': ChunksTask,
    'ChunkChanges.v1': ChunkChanges,
    'MatchTask.v1': MatchTask,
  },
  consumers: { reactions: { queues: ['imports', 'matches'] } },
  readsFilesOf: { capability: ['reactions'] },
});
