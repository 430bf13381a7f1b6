import * as z from 'zod';
import * as contracts from '../../../schemas/capability/api.ts';
import { historyOf } from '../../shared/aggregate/history.ts';
import { cursorScope } from '../../shared/http/cursor.ts';
import { keyParam, notFound } from '../../shared/http/not-found.ts';
import { route } from '../../shared/http/route.ts';
import type { QueriesDeps } from '../deps.ts';
import { job } from '../domain/job.ts';

const AfterVersion = z.int().min(0);

export const getJobHistory = route(
  contracts.getJobHistory,
  async ({ params, query, caller, request }, { store, cursors }: QueriesDeps) => {
    const scope = cursorScope(caller, request, { ...params, ...query });
    const after = query.cursor === undefined ? 0 : await cursors.open(scope, query.cursor, AfterVersion);
    const key = keyParam(params.id, 'job');
    const history = await historyOf(store, job, caller.accountId, key, { after, limit: query.limit });
    if (!history) throw notFound('job');
    const { events, next } = history;
    const cursor = next === undefined ? {} : { cursor: await cursors.seal(scope, next) };
    return { status: 200, body: { items: events, ...cursor } };
  },
);
