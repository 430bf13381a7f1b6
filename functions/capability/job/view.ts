import { type JobState, JobSummary, jobKey } from '#schemas/capability/job/state.ts';
import type { JobItem, JobView } from '#schemas/capability/job/views.ts';
import { defined } from '#schemas/defined.ts';
import type { AccountId } from '#schemas/primitives.ts';
import { thingOf } from '#schemas/thing.ts';
import { type Loaded, loadAggregate } from '#shared/aggregate/history.ts';
import { type ListedItem, readSummary } from '#shared/aggregate/list.ts';
import type { EventStore } from '#shared/event-store/event-store.ts';
import { keyParam, notFound } from '#shared/http/not-found.ts';
import { dueOf, Job, jobSummary } from './domain/job.ts';

/** The job that an id of a path names. Throws `not-found` also where it is another tenant's, or another kind of thing. */
export async function loadJob(
  store: EventStore,
  accountId: AccountId,
  id: string,
): Promise<Loaded<JobState>> {
  const loaded = await loadAggregate(store, Job, accountId, keyParam(id, 'job'));
  if (!loaded) throw notFound('job');
  return loaded;
}

export const jobItem = (listed: ListedItem): JobItem => ({
  ...thingOf(listed),
  ...readSummary(JobSummary, listed),
});

export function jobView({ state, version }: Loaded<JobState>): JobView {
  const key = jobKey(state.jobId);
  return {
    ...jobItem({ key, version, summary: jobSummary(state) }),
    config: state.config,
    ...defined({
      target: state.target,
      dueAt: dueOf(state),
      tool: state.status === 'completed' ? state.tool : undefined,
      warnings: state.status === 'completed' ? state.warnings : undefined,
    }),
  };
}
