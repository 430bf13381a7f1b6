import type { Route } from '../shared/http/route.ts';
import type { QueriesDeps } from './deps.ts';
import { getAsset } from './routes/get-asset.ts';
import { getAssetHistory } from './routes/get-asset-history.ts';
import { getImport } from './routes/get-import.ts';
import { getImportHistory } from './routes/get-import-history.ts';
import { getSeed } from './routes/get-seed.ts';
import { getSeedHistory } from './routes/get-seed-history.ts';
import { listAssets } from './routes/list-assets.ts';
import { listImportChanges } from './routes/list-import-changes.ts';
import { listImports } from './routes/list-imports.ts';
import { listSeeds } from './routes/list-seeds.ts';

/** Every route of the service that reads. */
export const queryRoutes: readonly Route<QueriesDeps>[] = [
  listAssets,
  getAsset,
  getAssetHistory,
  listSeeds,
  getSeed,
  getSeedHistory,
  listImports,
  getImport,
  listImportChanges,
  getImportHistory,
];
