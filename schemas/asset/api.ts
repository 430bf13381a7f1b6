import {
  createAsset,
  deleteAsset,
  getAsset,
  getAssetHistory,
  listAssets,
  reclassifyAsset,
  tagAsset,
  updateAsset,
} from './asset-routes.ts';
import { getImport, getImportHistory, listImportChanges, listImports } from './import-routes.ts';
import { addSeed, getSeed, getSeedHistory, listSeeds, removeSeed, updateSeed } from './seed-routes.ts';

export * from './asset-routes.ts';
export * from './import-routes.ts';
export * from './seed-routes.ts';

/** Every route of the asset service. */
export const assetApi = [
  createAsset,
  listAssets,
  getAsset,
  updateAsset,
  tagAsset,
  reclassifyAsset,
  deleteAsset,
  getAssetHistory,
  addSeed,
  listSeeds,
  getSeed,
  updateSeed,
  removeSeed,
  getSeedHistory,
  listImports,
  getImport,
  listImportChanges,
  getImportHistory,
] as const;
