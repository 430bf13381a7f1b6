import * as contracts from '#schemas/capability/job/routes.ts';
import { IndexCursor, listIndex } from '#shared/aggregate/list.ts';
import { cursorScope } from '#shared/http/cursor.ts';
import { openCursor, pageBody } from '#shared/http/paging.ts';
import { route } from '#shared/http/route.ts';
import type { QueriesDeps } from '../../deps.ts';
import { JOBS, Job, statusPartition } from '../domain/job.ts';
import { jobItem } from '../view.ts';

export const listJobs = route(
  contracts.listJobs,
  async ({ query, caller, request }, { store, cursors }: QueriesDeps) => {
    const scope = cursorScope(caller, request, query);
    const listed = await listIndex(store, Job, caller.accountId, {
      ...(query.status === undefined
        ? { index: 'byType', partition: JOBS }
        : { index: 'byStatus', partition: statusPartition(query.status) }),
      descending: true,
      limit: query.limit,
      ...(await openCursor(cursors, scope, query.cursor, IndexCursor)),
    });
    const body = await pageBody(cursors, scope, { ...listed, items: listed.items.map(jobItem) });
    return { status: 200, body };
  },
);
