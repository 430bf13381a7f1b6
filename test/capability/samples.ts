import type { JobEvent } from '#schemas/capability/job/events.ts';
import type { JobResults, JobState } from '#schemas/capability/job/state.ts';
import { Actor } from '#schemas/primitives.ts';
import type { JobCommand, JobCommandOf } from '../../functions/capability/job/domain/command.ts';
import { Job as Aggregate } from '../../functions/capability/job/domain/job.ts';

export const JOB_ID = '6c84fb90-12c4-8e1a-8f0e-0123456789ab';
export const ONE = '2026-11-24T13:00:00.000Z';
/** A minute later each. */
export const TWO = '2026-11-24T13:01:00.000Z';
export const THREE = '2026-11-24T13:02:00.000Z';

const about = { jobId: JOB_ID, capability: 'nmap' } as const;
const upload = { bucket: 'files', key: 'uploads/a/b/file' };
const file = { name: 'acme-monday.xml', size: 68_998 };

export const results: JobResults = { ...upload, objectVersion: 'v1', size: file.size, receivedAt: TWO };

export const manifest = { bucket: 'files', key: 'reports/a/b/1/manifest.json', sha256: 'a'.repeat(64) };
export const counts = { hosts: 10, up: 10, down: 0, ports: 90, open: 13, findings: 44 };
export const tool = { name: 'nmap', version: '7.93' };
export const warnings = [{ line: 3, what: 'A port is numbered 0, and was left out', count: 2 }];

/** What can happen to a job, each as it happens in the tests. */
export const happened = {
  scheduled: {
    type: 'JobScheduled',
    version: 2,
    data: { ...about, at: ONE, file, target: 'the office', config: { profile: 'fast' }, upload },
  },
  started: {
    type: 'JobStarted',
    version: 2,
    data: { ...about, at: ONE, attempt: 1, dueAt: '2026-11-24T14:00:00.000Z' },
  },
  received: {
    type: 'JobResultsReceived',
    version: 2,
    data: { ...about, at: TWO, ...results, dueAt: '2026-11-24T17:01:00.000Z' },
  },
  completed: {
    type: 'JobCompleted',
    version: 2,
    data: { ...about, at: THREE, attempt: 1, fileName: file.name, manifest, counts, tool, warnings },
  },
  failed: {
    type: 'JobFailed',
    version: 2,
    data: {
      ...about,
      at: THREE,
      attempt: 1,
      reason: { code: 'truncated', message: 'The file ends too early.' },
    },
  },
  cancelled: { type: 'JobCancelled', version: 2, data: { ...about, at: THREE } },
  timedOut: {
    type: 'JobTimedOut',
    version: 2,
    data: {
      ...about,
      at: '2026-11-24T14:00:00.000Z',
      reason: { code: 'upload-timed-out', message: 'No file came within an hour after the job was started.' },
    },
  },
} as const satisfies Record<string, JobEvent>;

/** A command together with its moment. */
export type Step<Command = JobCommand> = Command & { readonly at: string };

const ANN = Actor.parse('user:ann@example.com');

/** The job as a decider of steps, so that a test states a story in one list. */
export const Job = {
  ...Aggregate,
  decide: ({ at, ...command }: Step, state: JobState | undefined) =>
    Aggregate.decide(command as JobCommand, state, { now: at, actor: ANN }),
};

export const schedule: Step<JobCommandOf<'ScheduleJob'>> = {
  type: 'ScheduleJob',
  at: ONE,
  jobId: JOB_ID,
  capability: 'nmap',
  file,
  target: 'the office',
  config: { profile: 'fast' },
  upload,
};
