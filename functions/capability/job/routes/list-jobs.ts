import * as contracts from '#schemas/capability/api.ts';
import { IndexCursor, listIndex } from '#shared/aggregate/list.ts';
import { cursorScope } from '#shared/http/cursor.ts';
import { openCursor, pageBody } from '#shared/http/paging.ts';
import { route } from '#shared/http/route.ts';
import type { QueriesDeps } from '../../deps.ts';
import { job } from '../domain/job.ts';
import { itemOf } from '../view.ts';

export const listJobs = route(
  contracts.listJobs,
  async ({ query, caller, request }, { store, cursors }: QueriesDeps) => {
    const scope = cursorScope(caller, request, query);
    const listed = await listIndex(store, job, caller.accountId, {
      ...(query.status === undefined
        ? { index: 'byType', partition: 'JOB' }
        : { index: 'byStatus', partition: `STATUS#${query.status}` }),
      descending: true,
      limit: query.limit,
      ...(await openCursor(cursors, scope, query.cursor, IndexCursor)),
    });
    const body = await pageBody(cursors, scope, { ...listed, items: listed.items.map(itemOf) });
    return { status: 200, body };
  },
);
