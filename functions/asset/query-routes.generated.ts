// Written by `npm run generate`: one line for each contract of the service.
import type { Route } from '#shared/http/route.ts';
import type { QueriesDeps } from './deps.ts';
import { getAsset } from './asset/routes/get-asset.ts';
import { getAssetHistory } from './asset/routes/get-asset-history.ts';
import { getImport } from './import/routes/get-import.ts';
import { getImportHistory } from './import/routes/get-import-history.ts';
import { getSeed } from './seed/routes/get-seed.ts';
import { getSeedHistory } from './seed/routes/get-seed-history.ts';
import { listAssets } from './asset/routes/list-assets.ts';
import { listImportChanges } from './import/routes/list-import-changes.ts';
import { listImports } from './import/routes/list-imports.ts';
import { listSeeds } from './seed/routes/list-seeds.ts';

export const queryRoutes: readonly Route<QueriesDeps>[] = [
  getAsset,
  getAssetHistory,
  getImport,
  getImportHistory,
  getSeed,
  getSeedHistory,
  listAssets,
  listImportChanges,
  listImports,
  listSeeds,
];
