import * as contracts from '#schemas/asset/asset/routes.ts';
import { BaseCursor, IndexCursor } from '#shared/aggregate/list.ts';
import { cursorScope } from '#shared/http/cursor.ts';
import { openCursor, pageBody } from '#shared/http/paging.ts';
import { route } from '#shared/http/route.ts';
import type { QueriesDeps } from '../../deps.ts';
import { indexOf, listByIndex, listWhole } from '../asset-list.ts';

export const listAssets = route(
  contracts.listAssets,
  async ({ query, caller, request }, { store, cursors }: QueriesDeps) => {
    const scope = cursorScope(caller, request, query);
    const { cursor, ...asked } = query;
    const about = { store, accountId: caller.accountId, query: asked, now: request.now };
    const index = indexOf(query);
    const body = index
      ? await pageBody(
          cursors,
          scope,
          await listByIndex(index, { ...about, ...(await openCursor(cursors, scope, cursor, IndexCursor)) }),
        )
      : await pageBody(
          cursors,
          scope,
          await listWhole({ ...about, ...(await openCursor(cursors, scope, cursor, BaseCursor)) }),
        );
    return { status: 200, body };
  },
);
