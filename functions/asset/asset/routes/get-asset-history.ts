import * as contracts from '#schemas/asset/asset/routes.ts';
import { historyOn } from '#shared/http/views-on.ts';
import { Asset } from '../asset.ts';

export const getAssetHistory = historyOn(Asset)(contracts.getAssetHistory);
