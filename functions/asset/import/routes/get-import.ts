import * as contracts from '#schemas/asset/import/routes.ts';
import { etag } from '#shared/http/request-context.ts';
import { route } from '#shared/http/route.ts';
import type { QueriesDeps } from '../../deps.ts';
import { loadImport } from '../import-of.ts';
import { importView } from '../view.ts';

export const getImport = route(contracts.getImport, async ({ params, caller }, { store }: QueriesDeps) => {
  const loaded = await loadImport(store, caller.accountId, params.id);
  return { status: 200, body: importView(loaded), headers: etag(loaded.version) };
});
