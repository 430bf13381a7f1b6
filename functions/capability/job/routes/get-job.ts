import * as contracts from '#schemas/capability/api.ts';
import { etag } from '#shared/http/request-context.ts';
import { route } from '#shared/http/route.ts';
import type { QueriesDeps } from '../../deps.ts';
import { loadJob, viewOf } from '../view.ts';

export const getJob = route(contracts.getJob, async ({ params, caller }, { store }: QueriesDeps) => {
  const loaded = await loadJob(store, caller.accountId, params.id);
  return { status: 200, body: viewOf(loaded), headers: etag(loaded.version) };
});
