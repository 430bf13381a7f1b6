import * as contracts from '#schemas/asset/asset/routes.ts';
import { commandsOn } from '#shared/http/commands-on.ts';
import { Asset } from '../asset.ts';

export const deleteAsset = commandsOn(Asset)(contracts.deleteAsset, () => ({ type: 'DeleteAsset' }));
