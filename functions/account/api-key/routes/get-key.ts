import * as contracts from '#schemas/account/api.ts';
import { apiKeyKey } from '#schemas/account/api-key/state.ts';
import { loadAggregate } from '#shared/aggregate/history.ts';
import { notFound } from '#shared/http/not-found.ts';
import { etag } from '#shared/http/request-context.ts';
import { route } from '#shared/http/route.ts';
import type { QueriesDeps } from '../../deps.ts';
import { apiKeyParam } from '../../ids.ts';
import { apiKeyView } from '../../views.ts';
import { apiKey } from '../domain/api-key.ts';

export const getKey = route(
  contracts.getKey,
  async ({ params, caller }, { store }: Pick<QueriesDeps, 'store'>) => {
    const loaded = await loadAggregate(store, apiKey, caller.accountId, apiKeyKey(apiKeyParam(params.id)));
    if (!loaded) throw notFound('API key');
    return {
      status: 200,
      body: apiKeyView(loaded.state, loaded.version),
      headers: etag(loaded.version),
    };
  },
);
