import { type JobState, JobSummary, jobKey } from '#schemas/capability/job/state.ts';
import type { JobItem, JobView } from '#schemas/capability/job/views.ts';
import type { AccountId } from '#schemas/primitives.ts';
import { thingOf } from '#schemas/thing.ts';
import { type Loaded, loadAggregate } from '#shared/aggregate/history.ts';
import { type ListedItem, readSummary } from '#shared/aggregate/list.ts';
import type { EventStore } from '#shared/event-store/event-store.ts';
import { keyParam, notFound } from '#shared/http/not-found.ts';
import { dueOf, job, summaryOf } from './domain/job.ts';

/** The job that an id of a path names. Throws `not-found` also where it is another tenant's, or another kind of thing. */
export async function loadJob(
  store: EventStore,
  accountId: AccountId,
  id: string,
): Promise<Loaded<JobState> & { readonly key: string }> {
  const key = keyParam(id, 'job');
  const loaded = await loadAggregate(store, job, accountId, key);
  if (!loaded) throw notFound('job');
  return { ...loaded, key };
}

export const itemOf = (listed: ListedItem): JobItem => ({
  ...thingOf(listed),
  ...readSummary(JobSummary, listed),
});

export function viewOf({ state, version }: Loaded<JobState>): JobView {
  const key = jobKey(state.jobId);
  const dueAt = dueOf(state);
  return {
    ...itemOf({ key, version, summary: summaryOf(state) }),
    config: state.config,
    ...(state.target !== undefined && { target: state.target }),
    ...(dueAt !== undefined && { dueAt }),
    ...(state.status === 'completed' && { tool: state.tool }),
  };
}
