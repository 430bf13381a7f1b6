import type { Route } from '../shared/http/route.ts';
import type { CommandsDeps } from './deps.ts';
import { addSeed } from './routes/add-seed.ts';
import { createAsset } from './routes/create-asset.ts';
import { deleteAsset } from './routes/delete-asset.ts';
import { reclassifyAsset } from './routes/reclassify-asset.ts';
import { removeSeed } from './routes/remove-seed.ts';
import { tagAsset } from './routes/tag-asset.ts';
import { updateAsset } from './routes/update-asset.ts';
import { updateSeed } from './routes/update-seed.ts';

/** Every route of the service that changes something. */
export const commandRoutes: readonly Route<CommandsDeps>[] = [
  createAsset,
  updateAsset,
  tagAsset,
  reclassifyAsset,
  deleteAsset,
  addSeed,
  updateSeed,
  removeSeed,
];
