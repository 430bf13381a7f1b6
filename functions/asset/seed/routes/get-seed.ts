import * as contracts from '#schemas/asset/seed/routes.ts';
import { loadAggregate } from '#shared/aggregate/history.ts';
import { keyParam, notFound } from '#shared/http/not-found.ts';
import { etag } from '#shared/http/request-context.ts';
import { route } from '#shared/http/route.ts';
import type { QueriesDeps } from '../../deps.ts';
import { seedView } from '../../views.ts';
import { Seed } from '../domain/seed.ts';

export const getSeed = route(contracts.getSeed, async ({ params, caller }, { store }: QueriesDeps) => {
  const key = keyParam(params.id, 'seed');
  const loaded = await loadAggregate(store, Seed, caller.accountId, key);
  if (!loaded) throw notFound('seed');
  return { status: 200, body: seedView({ key, ...loaded }), headers: etag(loaded.version) };
});
