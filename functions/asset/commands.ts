import { createHttpHandler } from '../shared/http/handler.ts';
import { readEnv } from '../shared/runtime/env.ts';
import { CommandsEnv, createCommandsDeps } from './deps.ts';
import { addSeed } from './routes/add-seed.ts';
import { createAsset } from './routes/create-asset.ts';
import { deleteAsset } from './routes/delete-asset.ts';
import { reclassifyAsset } from './routes/reclassify-asset.ts';
import { removeSeed } from './routes/remove-seed.ts';
import { tagAsset } from './routes/tag-asset.ts';
import { updateAsset } from './routes/update-asset.ts';
import { updateSeed } from './routes/update-seed.ts';

export const handler = createHttpHandler({
  routes: [createAsset, updateAsset, tagAsset, reclassifyAsset, deleteAsset, addSeed, updateSeed, removeSeed],
  deps: createCommandsDeps(readEnv(CommandsEnv)),
  service: 'asset',
});
