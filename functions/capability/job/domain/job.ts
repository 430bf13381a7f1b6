import { JobEvent, jobUpcasters } from '#schemas/capability/job/events.ts';
import { JobState, legacyCode } from '#schemas/capability/job/state.ts';
import { defined } from '#schemas/defined.ts';
import type { Instant } from '#schemas/primitives.ts';
import type { Aggregate, IndexEntry } from '#shared/aggregate/aggregate.ts';
import type { JobCommand } from './command.ts';
import { decide } from './decide.ts';
import { evolve } from './evolve.ts';

/** All jobs of an account, newest first. */
export const JOBS = 'JOB';
export const jobStatusPartition = (status: JobState['status']): string => `STATUS#${status}`;

/** One run of a scanner: scheduled and started, its file received, read, and then over, one way or another. */
export const Job: Aggregate<JobState, JobCommand, JobEvent> = {
  type: 'Job',
  service: 'capability',
  prefix: 'JOB',
  shards: 4,
  state: JobState,
  stateVersion: 2,
  events: JobEvent,
  upcasters: jobUpcasters,
  decide,
  evolve,
  index: (state) => {
    const due = dueOf(state);
    const sort = `CREATED#${state.created}`;
    return defined({
      byType: { partition: JOBS, sort },
      byStatus: { partition: jobStatusPartition(state.status), sort },
      due,
      summary: jobSummary(state),
    });
  },
};

/** When the job times out; undefined once it is over. */
export const dueOf = (state: JobState): Instant | undefined => ('dueAt' in state ? state.dueAt : undefined);

/** The part that lists show: a JobSummary. */
export function jobSummary(state: JobState): IndexEntry['summary'] {
  const { jobId, capability, file, status, attempt, created, updated } = state;
  return {
    ...{ jobId, capability, file, status, code: legacyCode(status), attempt, created, updated },
    ...defined({
      started: 'started' in state ? state.started : undefined,
      finished: 'finished' in state ? state.finished : undefined,
      reason: 'reason' in state ? state.reason : undefined,
      counts: 'counts' in state ? state.counts : undefined,
    }),
  };
}
