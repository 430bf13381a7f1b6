import * as contracts from '#schemas/asset/import/routes.ts';
import { cursorScope } from '#shared/http/cursor.ts';
import { openCursor, pageBody } from '#shared/http/paging.ts';
import { route } from '#shared/http/route.ts';
import type { QueriesDeps } from '../../deps.ts';
import { ChangesCursor, changesPage } from '../changes-page.ts';
import { loadImport } from '../import-of.ts';

export const listImportChanges = route(
  contracts.listImportChanges,
  async ({ params, query, caller, request }, { store, objects, cursors }: QueriesDeps) => {
    const scope = cursorScope(caller, request, { ...params, ...query });
    const { state } = await loadImport(store, caller.accountId, params.id);
    const listed = await changesPage(objects, state, {
      limit: query.limit,
      ...(query.change && { change: query.change }),
      ...(await openCursor(cursors, scope, query.cursor, ChangesCursor)),
    });
    return { status: 200, body: { ...(await pageBody(cursors, scope, listed)), status: state.status } };
  },
);
