import { getKeyHistory as contract } from '../../../schemas/account/api.ts';
import { apiKeyKey } from '../../../schemas/account/api-key.ts';
import type { Envelope } from '../../../schemas/envelope.ts';
import { route } from '../../shared/http/route.ts';
import type { QueryDeps } from '../deps.ts';
import { apiKey } from '../domain/api-key.ts';
import { historyPage } from '../histories.ts';
import { apiKeyParam } from '../ids.ts';

/** The verifier is of no use to a reader, so no reader gets it. */
function withoutVerifier(event: Envelope): Envelope {
  const { verifier: _verifier, ...shown } = event.event_data;
  return { ...event, event_data: shown };
}

export const getKeyHistory = route(
  contract,
  async ({ params, caller, query, request }, deps: Pick<QueryDeps, 'store' | 'cursors'>) => {
    const { items, ...rest } = await historyPage(deps, apiKey, {
      caller,
      request,
      query,
      key: apiKeyKey(apiKeyParam(params.id)),
      kind: 'API key',
    });
    return { status: 200, body: { items: items.map(withoutVerifier), ...rest } };
  },
);
