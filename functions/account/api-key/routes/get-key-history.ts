import * as contracts from '#schemas/account/api-key/routes.ts';
import type { Envelope } from '#schemas/envelope.ts';
import { historyPage } from '#shared/http/history-page.ts';
import { route } from '#shared/http/route.ts';
import type { QueriesDeps } from '../../deps.ts';
import { ApiKey } from '../domain/api-key.ts';
import { apiKey } from '../target.ts';

/** The verifier is of no use to a reader, so no reader gets it. */
function withoutVerifier(event: Envelope): Envelope {
  const { verifier: _verifier, ...shown } = event.event_data;
  return { ...event, event_data: shown };
}

export const getKeyHistory = route(
  contracts.getKeyHistory,
  async (input, deps: Pick<QueriesDeps, 'store' | 'cursors'>) => {
    const key = apiKey.keyOf(input);
    const { status, body } = await historyPage(deps, ApiKey, { key, kind: apiKey.kind, ...input });
    return { status, body: { ...body, items: body.items.map(withoutVerifier) } };
  },
);
