import type { JobEvent } from '#schemas/capability/job/events.ts';
import type { JobResults, JobState } from '#schemas/capability/job/state.ts';
import { defined } from '#schemas/defined.ts';
import { Refusal } from '#schemas/errors.ts';
import type { Instant } from '#schemas/primitives.ts';
import type { Deciding } from '#shared/aggregate/aggregate.ts';
import type { JobCommand, JobCommandOf } from './command.ts';

/** How long the scanner's file is awaited. */
export const UPLOAD_SECONDS = 60 * 60;
/** How long reading it may take: all attempts that the worker's queue allows, and the pauses between them, fit. */
export const PROCESSING_SECONDS = 4 * 60 * 60;

type StateOf<S extends JobState['status']> = Extract<JobState, { status: S }>;

const later = (instant: Instant, seconds: number): Instant =>
  new Date(Date.parse(instant) + seconds * 1000).toISOString();

/**
 * The events of `command` on `state`; none when they have happened already. Throws a Refusal where the job's life
 * says no.
 */
export function decide(
  command: JobCommand,
  state: JobState | undefined,
  { now }: Deciding,
): readonly JobEvent[] {
  if (command.type === 'ScheduleJob') return schedule(command, state, now);
  if (!state) throw new Refusal('not-found', 'There is no such job.');
  switch (command.type) {
    case 'ReceiveResults':
      return receiveResults(command, state, now);
    case 'CompleteJob':
      return complete(command, state, now);
    case 'FailJob':
      return fail(command, state, now);
    case 'CancelJob':
      return cancel(command, state, now);
    case 'TimeOutJob':
      return timeOut(state, now);
    default:
      return command satisfies never;
  }
}

const about = ({ jobId, capability }: JobState, at: Instant) => ({ jobId, capability, at });

function schedule(
  { type: _type, ...facts }: JobCommandOf<'ScheduleJob'>,
  state: JobState | undefined,
  at: Instant,
): readonly JobEvent[] {
  if (state) throw new Refusal('already-exists', 'This job exists already.');
  const { jobId, capability } = facts;
  return [
    { type: 'JobScheduled', version: 2, data: defined({ ...facts, at }) },
    {
      type: 'JobStarted',
      version: 2,
      data: { jobId, capability, at, attempt: 1, dueAt: later(at, UPLOAD_SECONDS) },
    },
  ];
}

const sameObject = (a: JobResults | undefined, b: JobResults): boolean =>
  a?.bucket === b.bucket && a.key === b.key && a.objectVersion === b.objectVersion && a.size === b.size;

function receiveResults(
  { results }: JobCommandOf<'ReceiveResults'>,
  state: JobState,
  at: Instant,
): readonly JobEvent[] {
  switch (state.status) {
    case 'scheduled':
    case 'running':
      return [resultsReceived(at, results, state)];
    case 'processing':
    case 'completed':
    case 'failed':
      if (!results || sameObject(state.results, results)) return [];
      throw new Refusal(
        'results-already-received',
        'This job has its file already, and another one was uploaded since. Start a new job for it.',
      );
    case 'cancelled':
    case 'timed-out':
      throw tooLate(state);
    default:
      return state satisfies never;
  }
}

function resultsReceived(
  at: Instant,
  results: JobResults | undefined,
  state: StateOf<'scheduled' | 'running'>,
): JobEvent {
  if (!results) {
    throw new Refusal('upload-missing', 'The file is not there yet. Upload it first, then complete the job.');
  }
  if (results.size !== state.file.size) {
    throw new Refusal('upload-size-mismatch', 'The file that was uploaded is not as long as announced.', {
      details: { expected: state.file.size, actual: results.size },
    });
  }
  const data = { ...about(state, at), ...results, dueAt: later(at, PROCESSING_SECONDS) };
  return { type: 'JobResultsReceived', version: 2, data };
}

function complete(
  { manifest, counts, tool, warnings }: JobCommandOf<'CompleteJob'>,
  state: JobState,
  at: Instant,
): readonly JobEvent[] {
  if (state.status === 'completed' && state.manifest.sha256 === manifest.sha256) return [];
  const { attempt, file } = assertProcessing(state);
  const data = { ...about(state, at), attempt, fileName: file.name, manifest, counts, tool };
  return [{ type: 'JobCompleted', version: 2, data: { ...data, warnings: [...warnings] } }];
}

function fail({ reason }: JobCommandOf<'FailJob'>, state: JobState, at: Instant): readonly JobEvent[] {
  if (state.status === 'failed' && state.reason.code === reason.code) return [];
  const { attempt } = assertProcessing(state);
  return [{ type: 'JobFailed', version: 2, data: { ...about(state, at), attempt, reason } }];
}

function cancel({ reason }: JobCommandOf<'CancelJob'>, state: JobState, at: Instant): readonly JobEvent[] {
  switch (state.status) {
    case 'scheduled':
    case 'running':
    case 'processing':
      return [{ type: 'JobCancelled', version: 2, data: { ...about(state, at), ...defined({ reason }) } }];
    case 'cancelled':
      return [];
    case 'completed':
    case 'failed':
    case 'timed-out':
      throw tooLate(state);
    default:
      return state satisfies never;
  }
}

function timeOut(state: JobState, at: Instant): readonly JobEvent[] {
  if ((state.status !== 'running' && state.status !== 'processing') || at < state.dueAt) return [];
  const reason =
    state.status === 'running'
      ? { code: 'upload-timed-out', message: 'No file came within an hour after the job was started.' }
      : { code: 'processing-timed-out', message: 'The file could not be read within two hours.' };
  return [{ type: 'JobTimedOut', version: 2, data: { ...about(state, at), reason } }];
}

function assertProcessing(state: JobState): StateOf<'processing'> {
  if (state.status === 'processing') return state;
  if (state.status === 'scheduled' || state.status === 'running') {
    throw new Refusal('job-has-no-results', 'The job still waits for its file.');
  }
  throw tooLate(state);
}

/** Codes that say that a job is over: a worker that is still busy with it may stop. */
export const JOB_IS_OVER: ReadonlySet<string> = new Set(['job-cancelled', 'job-timed-out', 'job-ended']);

function tooLate(state: StateOf<'completed' | 'failed' | 'cancelled' | 'timed-out'>): Refusal {
  switch (state.status) {
    case 'cancelled':
      return new Refusal('job-cancelled', 'This job was cancelled. Start a new one.');
    case 'timed-out':
      return new Refusal('job-timed-out', `This job timed out: ${state.reason.message} Start a new one.`);
    case 'completed':
    case 'failed':
      return new Refusal('job-ended', `This job has ended: it is ${state.status}.`);
    default:
      return state satisfies never;
  }
}
