import * as contracts from '#schemas/capability/api.ts';
import { historyPage } from '#shared/http/history-page.ts';
import { keyParam } from '#shared/http/not-found.ts';
import { route } from '#shared/http/route.ts';
import type { QueriesDeps } from '../../deps.ts';
import { job } from '../domain/job.ts';

export const getJobHistory = route(contracts.getJobHistory, ({ params, ...input }, deps: QueriesDeps) =>
  historyPage(deps, job, { key: keyParam(params.id, 'job'), kind: 'job', ...input }),
);
