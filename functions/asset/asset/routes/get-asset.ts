import * as contracts from '#schemas/asset/asset/routes.ts';
import { loadAggregate } from '#shared/aggregate/history.ts';
import { keyParam, notFound } from '#shared/http/not-found.ts';
import { etag } from '#shared/http/request-context.ts';
import { route } from '#shared/http/route.ts';
import type { QueriesDeps } from '../../deps.ts';
import { assetView } from '../../views.ts';
import { Asset } from '../domain/asset.ts';

export const getAsset = route(
  contracts.getAsset,
  async ({ params, caller, request }, { store }: QueriesDeps) => {
    const key = keyParam(params.id, 'asset');
    const loaded = await loadAggregate(store, Asset, caller.accountId, key);
    if (!loaded) throw notFound('asset');
    return { status: 200, body: assetView({ key, ...loaded }, request.now), headers: etag(loaded.version) };
  },
);
