import * as contracts from '#schemas/account/openapi/routes.ts';
import { route } from '#shared/http/route.ts';
import document from '../../../../docs/openapi.json' with { type: 'json' };

/** An hour: the document changes with a release only. */
const CACHE = { 'cache-control': 'public, max-age=3600' };

/** The document of all routes, as it is checked in: nothing that generates it is in the function. */
export const getOpenApi = route(contracts.getOpenApi, async () => ({
  status: 200,
  body: document,
  headers: CACHE,
}));
