import { listKeys as contract } from '../../../schemas/account/api.ts';
import { ApiKeySummary } from '../../../schemas/account/api-key.ts';
import { IndexCursor, listIndex } from '../../shared/aggregate/list.ts';
import { cursorScope } from '../../shared/http/cursor.ts';
import { route } from '../../shared/http/route.ts';
import type { QueryDeps } from '../deps.ts';
import { apiKey } from '../domain/api-key.ts';
import { apiKeyView } from '../views.ts';

export const listKeys = route(
  contract,
  async ({ caller, query, request }, { store, cursors }: Pick<QueryDeps, 'store' | 'cursors'>) => {
    const scope = cursorScope(caller, request, query);
    const after =
      query.cursor === undefined ? undefined : await cursors.open(scope, query.cursor, IndexCursor);
    const { items, cursor } = await listIndex(store, apiKey, caller.accountId, {
      ...(query.status === undefined
        ? { index: 'byType', partition: 'KEY' }
        : { index: 'byStatus', partition: `KEY#${query.status}` }),
      descending: true,
      limit: query.limit,
      ...(after && { cursor: after }),
    });
    return {
      status: 200,
      body: {
        items: items.map(({ version, summary }) => apiKeyView(ApiKeySummary.parse(summary), version)),
        ...(cursor && { cursor: await cursors.seal(scope, cursor) }),
      },
    };
  },
);
