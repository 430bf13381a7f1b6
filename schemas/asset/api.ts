import {
  createAsset,
  deleteAsset,
  getAsset,
  getAssetHistory,
  listAssets,
  reclassifyAsset,
  tagAsset,
  updateAsset,
} from '#schemas/asset/asset/routes.ts';
import { getImport, getImportHistory, listImportChanges, listImports } from '#schemas/asset/import/routes.ts';
import {
  addSeed,
  getSeed,
  getSeedHistory,
  listSeeds,
  removeSeed,
  updateSeed,
} from '#schemas/asset/seed/routes.ts';

export * from '#schemas/asset/asset/routes.ts';
export * from '#schemas/asset/import/routes.ts';
export * from '#schemas/asset/seed/routes.ts';

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
