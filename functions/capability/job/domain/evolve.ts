import type { JobEvent } from '#schemas/capability/job/events.ts';
import type { JobResults, JobState } from '#schemas/capability/job/state.ts';
import { defined } from '#schemas/defined.ts';
import type { Instant } from '#schemas/primitives.ts';

type Scheduled = Extract<JobState, { status: 'scheduled' }>;

/** The state after an event. */
export function evolve(state: JobState | undefined, event: JobEvent): JobState {
  if (event.type === 'JobScheduled') return scheduled(event.data);
  const job = state ?? unscheduled(event);
  const { at } = event.data;
  const known = { ...lasting(job), updated: at, started: startOf(job) };
  const ended = { ...known, ...resultsOf(job), finished: at };
  switch (event.type) {
    case 'JobStarted': {
      const { attempt, dueAt } = event.data;
      return { ...known, status: 'running', attempt, started: at, dueAt };
    }
    case 'JobResultsReceived': {
      const { jobId: _jobId, capability: _capability, at: _at, dueAt, ...results } = event.data;
      return { ...known, status: 'processing', results, dueAt };
    }
    case 'JobCompleted': {
      const { manifest, counts, tool, warnings } = event.data;
      const { results = missingResults(job, at) } = ended;
      return { ...ended, status: 'completed', results, manifest, counts, tool, warnings };
    }
    case 'JobFailed':
      return { ...ended, status: 'failed', reason: event.data.reason };
    case 'JobCancelled': {
      const { reason } = event.data;
      return { ...ended, status: 'cancelled', ...defined({ reason }) };
    }
    case 'JobTimedOut':
      return { ...ended, status: 'timed-out', reason: event.data.reason };
    default:
      return event satisfies never;
  }
}

function scheduled({ at, ...facts }: Extract<JobEvent, { type: 'JobScheduled' }>['data']): Scheduled {
  return { status: 'scheduled', ...facts, attempt: 1, created: at, updated: at };
}

/** The facts that a job keeps through all of its life. */
function lasting({ jobId, capability, file, target, config, upload, attempt, created }: JobState) {
  return defined({ jobId, capability, file, target, config, upload, attempt, created });
}

const startOf = (job: JobState): Instant => (job.status === 'scheduled' ? job.created : job.started);

const resultsOf = (job: JobState): { results?: JobResults } =>
  defined({ results: 'results' in job ? job.results : undefined });

/** The start of a history without its beginning, so that evolve is total; decide never leads there. */
const unscheduled = ({ data: { jobId, capability, at } }: JobEvent): Scheduled => ({
  status: 'scheduled',
  jobId,
  capability,
  file: { name: 'unknown', size: 1 },
  config: {},
  upload: { bucket: '', key: '' },
  attempt: 1,
  created: at,
  updated: at,
});

const missingResults = ({ upload }: JobState, at: Instant): JobResults => ({
  ...upload,
  size: 0,
  receivedAt: at,
});
