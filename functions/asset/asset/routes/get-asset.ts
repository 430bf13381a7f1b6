import * as contracts from '#schemas/asset/asset/routes.ts';
import { viewOn } from '#shared/http/views-on.ts';
import { Asset } from '../asset.ts';
import { assetView } from '../view.ts';

export const getAsset = viewOn(Asset)(contracts.getAsset, assetView);
