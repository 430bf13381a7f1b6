import * as contracts from '#schemas/asset/import/routes.ts';
import { defined } from '#schemas/defined.ts';
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
    const { key, state } = await loadImport(store, caller.accountId, params.id);
    const of = { accountId: caller.accountId, key, state };
    const listed = await changesPage({ store, objects }, of, {
      limit: query.limit,
      ...defined({ change: query.change }),
      ...(await openCursor(cursors, scope, query.cursor, ChangesCursor)),
    });
    return { status: 200, body: { ...(await pageBody(cursors, scope, listed)), status: state.status } };
  },
);
