import { JobEvent, jobUpcasters } from '#schemas/capability/job/events.ts';
import { JobState, legacyCode } from '#schemas/capability/job/state.ts';
import type { Instant } from '#schemas/primitives.ts';
import type { Aggregate, IndexEntry } from '#shared/aggregate/aggregate.ts';
import { decideJob } from './decide-job.ts';
import { evolveJob } from './evolve-job.ts';
import type { JobCommand } from './job-command.ts';

/** One run of a scanner: scheduled and started, its file received, read, and then over, one way or another. */
export const job: Aggregate<JobState, JobCommand, JobEvent> = {
  type: 'Job',
  service: 'capability',
  prefix: 'JOB',
  shards: 4,
  state: JobState,
  stateVersion: 1,
  events: JobEvent,
  upcasters: jobUpcasters,
  decide: decideJob,
  evolve: evolveJob,
  index: (state) => {
    const due = dueOf(state);
    const sort = `CREATED#${state.created}`;
    return {
      byType: { partition: 'JOB', sort },
      byStatus: { partition: `STATUS#${state.status}`, sort },
      ...(due !== undefined && { due }),
      summary: summaryOf(state),
    };
  },
};

/** When the job times out; undefined once it is over. */
export const dueOf = (state: JobState): Instant | undefined => ('dueAt' in state ? state.dueAt : undefined);

/** What lists show: a JobSummary. */
export function summaryOf(state: JobState): IndexEntry['summary'] {
  const { jobId, capability, file, status, attempt, created, updated } = state;
  return {
    jobId,
    capability,
    file,
    status,
    code: legacyCode(status),
    attempt,
    created,
    updated,
    ...('started' in state && { started: state.started }),
    ...('finished' in state && { finished: state.finished }),
    ...('reason' in state && state.reason && { reason: state.reason }),
    ...('counts' in state && { counts: state.counts }),
  };
}
