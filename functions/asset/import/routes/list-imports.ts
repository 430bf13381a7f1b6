import * as contracts from '#schemas/asset/import/routes.ts';
import { defined } from '#schemas/defined.ts';
import { IndexCursor, listIndex } from '#shared/aggregate/list.ts';
import { highest, lowest } from '#shared/http/created.ts';
import { cursorScope } from '#shared/http/cursor.ts';
import { filteredPage } from '#shared/http/filtered-page.ts';
import { openCursor, pageBody } from '#shared/http/paging.ts';
import { route } from '#shared/http/route.ts';
import type { QueriesDeps } from '../../deps.ts';
import { IMPORTS, Import, importSort } from '../domain/import.ts';
import { importItem } from '../view.ts';

/** Imports start at milliseconds: the last one of a second is above the second itself. */
const upTo = (created: string): string => highest(created).replace('Z', '.999Z');

export const listImports = route(
  contracts.listImports,
  async ({ query, caller, request }, { store, cursors }: QueriesDeps) => {
    const scope = cursorScope(caller, request, query);
    const { status, createdFrom, createdTo, limit } = query;
    const listed = await filteredPage({
      limit,
      ...(await openCursor(cursors, scope, query.cursor, IndexCursor)),
      fetch: async (most, cursor) => {
        const page = await listIndex(store, Import, caller.accountId, {
          index: 'byType',
          partition: IMPORTS,
          descending: true,
          limit: most,
          ...defined({
            from: createdFrom === undefined ? undefined : importSort(lowest(createdFrom).replace('Z', '')),
            to: createdTo === undefined ? undefined : importSort(upTo(createdTo)),
            cursor,
          }),
        });
        return { ...page, items: page.items.map(importItem) };
      },
      keep: (item) => status === undefined || item.status === status,
    });
    return { status: 200, body: await pageBody(cursors, scope, listed) };
  },
);
