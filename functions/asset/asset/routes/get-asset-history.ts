import * as contracts from '#schemas/asset/asset/routes.ts';
import { historyPage } from '#shared/http/history-page.ts';
import { keyParam } from '#shared/http/not-found.ts';
import { route } from '#shared/http/route.ts';
import type { QueriesDeps } from '../../deps.ts';
import { Asset } from '../domain/asset.ts';

export const getAssetHistory = route(contracts.getAssetHistory, ({ params, ...input }, deps: QueriesDeps) =>
  historyPage(deps, Asset, { key: keyParam(params.id, 'asset'), kind: 'asset', ...input }),
);
