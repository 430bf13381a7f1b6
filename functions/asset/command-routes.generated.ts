// Written by `npm run generate`: one line for each contract of the service.
import type { Route } from '#shared/http/route.ts';
import type { CommandsDeps } from './deps.ts';
import { addSeed } from './seed/routes/add-seed.ts';
import { createAsset } from './asset/routes/create-asset.ts';
import { deleteAsset } from './asset/routes/delete-asset.ts';
import { reclassifyAsset } from './asset/routes/reclassify-asset.ts';
import { removeSeed } from './seed/routes/remove-seed.ts';
import { tagAsset } from './asset/routes/tag-asset.ts';
import { updateAsset } from './asset/routes/update-asset.ts';
import { updateSeed } from './seed/routes/update-seed.ts';

export const commandRoutes: readonly Route<CommandsDeps>[] = [
  addSeed,
  createAsset,
  deleteAsset,
  reclassifyAsset,
  removeSeed,
  tagAsset,
  updateAsset,
  updateSeed,
];
