import * as contracts from '#schemas/asset/seed/routes.ts';
import { seedKey } from '#schemas/asset/seed/state.ts';
import { BaseCursor, listBase } from '#shared/aggregate/list.ts';
import { cursorScope } from '#shared/http/cursor.ts';
import { filteredPage } from '#shared/http/filtered-page.ts';
import { openCursor, pageBody } from '#shared/http/paging.ts';
import { route } from '#shared/http/route.ts';
import type { QueriesDeps } from '../../deps.ts';
import { Seed } from '../domain/seed.ts';
import { seedItem } from '../view.ts';

/** An account has few seeds, and who adds one wants to see it at once: the base table answers, and not an index. */
export const listSeeds = route(
  contracts.listSeeds,
  async ({ query, caller, request }, { store, cursors }: QueriesDeps) => {
    const scope = cursorScope(caller, request, query);
    const { status, kind, limit } = query;
    const listed = await filteredPage({
      limit,
      ...(await openCursor(cursors, scope, query.cursor, BaseCursor)),
      fetch: (most, cursor) =>
        listBase(store, Seed, caller.accountId, {
          limit: most,
          ...(kind && { keyPrefix: seedKey({ kind, value: '' }) }),
          ...(cursor !== undefined && { cursor }),
        }),
      keep: ({ state }) => (status === undefined ? state.status !== 'D' : state.status === status),
    });
    const body = await pageBody(cursors, scope, { ...listed, items: listed.items.map(seedItem) });
    return { status: 200, body };
  },
);
