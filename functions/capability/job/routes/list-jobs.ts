import * as contracts from '#schemas/capability/job/routes.ts';
import { IndexCursor, type IndexRange, listIndex } from '#shared/aggregate/list-index.ts';
import { answerPage } from '#shared/http/answer-page.ts';
import { route } from '#shared/http/route.ts';
import type { QueriesDeps } from '../../deps.ts';
import { JOBS, Job, jobStatusPartition } from '../domain/job.ts';
import { jobItem } from '../view.ts';

export const listJobs = route(contracts.listJobs, (input, { store, cursors }: QueriesDeps) => {
  const { status } = input.query;
  const range: IndexRange = status
    ? { index: 'byStatus', partition: jobStatusPartition(status) }
    : { index: 'byType', partition: JOBS };
  return answerPage(cursors, input, IndexCursor, (page) =>
    listIndex(store, Job, input.caller.accountId, { ...page, ...range, descending: true, show: jobItem }),
  );
});
