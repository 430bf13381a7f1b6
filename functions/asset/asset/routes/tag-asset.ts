import * as contracts from '#schemas/asset/asset/routes.ts';
import { commandsOn } from '#shared/http/commands-on.ts';
import { Asset } from '../asset.ts';

export const tagAsset = commandsOn(Asset)(contracts.tagAsset, ({ body: { tags } }) => ({
  type: 'TagAsset',
  tags,
}));
