import { getOpenApi } from '#schemas/openapi-contract.ts';
import document from '../../../docs/openapi.json' with { type: 'json' };
import { type Route, route } from './route.ts';

/** An hour: the document changes with a release only. */
const CACHE = 'public, max-age=3600';

/**
 * The route that answers the document of all routes. The account service's queries serve it, for it has to be served once.
 * The document is the checked-in JSON, bundled: nothing that generates it is in the function.
 *
 * @example export const queryRoutes = [openApiRoute(), getAccount, ...];   // and getOpenApi in accountApi
 */
export const openApiRoute = (): Route<unknown> =>
  route(getOpenApi, async () => ({ status: 200, body: document, headers: { 'cache-control': CACHE } }));
