import * as contracts from '#schemas/account/api-key/routes.ts';
import { ApiKeySummary } from '#schemas/account/api-key/state.ts';
import { IndexCursor, listIndex, readSummary } from '#shared/aggregate/list.ts';
import { cursorScope } from '#shared/http/cursor.ts';
import { openCursor, pageBody } from '#shared/http/paging.ts';
import { route } from '#shared/http/route.ts';
import type { QueriesDeps } from '../../deps.ts';
import { ApiKey, KEY_PARTITION, keyStatusPartition } from '../domain/api-key.ts';
import { apiKeyView } from '../view.ts';

export const listKeys = route(
  contracts.listKeys,
  async ({ caller, query, request }, { store, cursors }: Pick<QueriesDeps, 'store' | 'cursors'>) => {
    const scope = cursorScope(caller, request, query);
    const listed = await listIndex(store, ApiKey, caller.accountId, {
      ...(query.status === undefined
        ? { index: 'byType', partition: KEY_PARTITION }
        : { index: 'byStatus', partition: keyStatusPartition(query.status) }),
      descending: true,
      limit: query.limit,
      ...(await openCursor(cursors, scope, query.cursor, IndexCursor)),
    });
    const items = listed.items.map((item) => apiKeyView(readSummary(ApiKeySummary, item), item.version));
    return { status: 200, body: await pageBody(cursors, scope, { ...listed, items }) };
  },
);
