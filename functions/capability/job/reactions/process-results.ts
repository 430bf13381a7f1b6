import type * as z from 'zod';
import { JobResultsReceivedV2, jobUpcasters } from '#schemas/capability/job/events.ts';
import { type JobReason, type JobState, jobKey } from '#schemas/capability/job/state.ts';
import { defined } from '#schemas/defined.ts';
import { AccountBusy, Refusal, TerminalFailure } from '#schemas/errors.ts';
import type { AccountId, Instant } from '#schemas/primitives.ts';
import { execute } from '#shared/aggregate/execute.ts';
import { loadAggregate } from '#shared/aggregate/history.ts';
import { type Causing, effect } from '#shared/consumer/effect.ts';
import type { EventHandler } from '#shared/consumer/event-handler.ts';
import { readsOf } from '#shared/consumer/reading.ts';
import type { EventStore } from '#shared/event-store/event-store.ts';
import type { ObjectStore } from '#shared/object-store/object-store.ts';
import { plusSeconds } from '#shared/runtime/clock.ts';
import type { Catalogue } from '../../capability/catalogue.ts';
import { makeReport } from '../../scan/make-report.ts';
import type { ReportOptions } from '../../scan/report-writer.ts';
import { ScanProblem } from '../../scan/scan-problem.ts';
import type { JobCommandOf } from '../domain/command.ts';
import { JOB_IS_OVER } from '../domain/decide.ts';
import { Job } from '../domain/job.ts';
import { reportPrefix } from '../places.ts';

export interface ProcessResultsDeps {
  readonly store: EventStore;
  readonly objects: ObjectStore;
  /** The service's own bucket, where reports go. */
  readonly filesBucket: string;
  readonly catalogue: Catalogue;
  /** Files of one account that are read at the same time. */
  readonly filesAtOnce: number;
}

type Received = z.output<typeof JobResultsReceivedV2.shape.data>;
type Processing = Extract<JobState, { status: 'processing' }>;
type Ending = JobCommandOf<'CompleteJob' | 'FailJob'>;

/**
 * Reads the file that a job received and ends the job: completed with a report, or failed with a reason that a person understands.
 * A repeat after a crash writes the same objects again; a job that is over by now is left alone.
 */
export const processResults = (deps: ProcessResultsDeps, options: ReportOptions = {}): EventHandler =>
  effect(
    'capability',
    'process-results',
    readsOf(JobResultsReceivedV2, jobUpcasters),
    async (received, causing, event) => {
      const key = jobKey(received.jobId);
      const accountId = event.metadata.account_id;
      const loaded = await loadAggregate(deps.store, Job, accountId, key);
      if (!loaded)
        throw new TerminalFailure('job-missing', `there is no job ${key} that results could be for`);
      const { state } = loaded;
      if (!awaits(state, received)) return;
      const { now } = causing(key);
      const { maxFileSize, formats } = await deps.catalogue.get(state.capability, now);
      const reading = { ...options, maxBytes: maxFileSize, formats: formats.map(({ name }) => name) };
      const ending = await seated(deps, state, { accountId, now }, () =>
        read(deps, accountId, state, received, reading),
      );
      await end(deps.store, key, ending, causing);
    },
  );

/** Longer than any function may run: a worker that holds a seat for so long is dead. */
const SEAT_SECONDS = 15 * 60;

/**
 * Reads in one of the account's seats, of which there are fewer than workers. So the files of one account, whatever
 * they cost, leave a worker to others. A worker that was killed finds its own seat again.
 *
 * @throws AccountBusy where each seat is taken
 */
async function seated<T>(
  { store: { counters }, filesAtOnce }: ProcessResultsDeps,
  { jobId }: Processing,
  { accountId, now }: { readonly accountId: AccountId; readonly now: Instant },
  work: () => Promise<T>,
): Promise<T> {
  const holding = { holder: jobId, now, until: plusSeconds(now, SEAT_SECONDS) };
  for (let number = 1; number <= filesAtOnce; number += 1) {
    const seat = { accountId, name: `files#${number}` };
    if (!(await counters.sit(seat, holding))) continue;
    try {
      return await work();
    } finally {
      // A seat that is not left becomes free by itself.
      await counters.rise(seat, holding).catch(() => undefined);
    }
  }
  throw new AccountBusy(`${filesAtOnce} files of the account are being read`);
}

/** Whether the job is at this very file: not over, and not a later try. */
const awaits = (state: JobState, { key, objectVersion }: Received): state is Processing =>
  state.status === 'processing' && state.results.key === key && state.results.objectVersion === objectVersion;

async function read(
  { objects, filesBucket }: ProcessResultsDeps,
  accountId: AccountId,
  { jobId, file, capability }: Processing,
  { bucket, key, objectVersion, size, receivedAt }: Received,
  {
    maxBytes,
    formats,
    ...options
  }: ReportOptions & {
    readonly maxBytes: number;
    readonly formats: readonly string[];
  },
): Promise<Ending> {
  const object = defined({ bucket, key, version: objectVersion });
  const place = { bucket: filesBucket, prefix: reportPrefix(accountId, jobId), jobId };
  try {
    const taken = { capability, formats };
    const scannerFile = { object, name: file.name, size, receivedAt, maxBytes, taken };
    return { type: 'CompleteJob', ...(await makeReport(objects, scannerFile, place, options)) };
  } catch (error) {
    const reason = reasonOf(error);
    if (!reason) throw error;
    return { type: 'FailJob', reason };
  }
}

/** Why the file can never be read; undefined for a failure that may pass. */
function reasonOf(error: unknown): JobReason | undefined {
  if (error instanceof ScanProblem) return { code: error.code, message: error.message.slice(0, 1_000) };
  if (error instanceof TerminalFailure && error.code === 'object-missing') {
    return {
      code: 'file-missing',
      message: 'The file was deleted before it could be read. Start a new job.',
    };
  }
  return undefined;
}

/**
 * The command's id stands for the ending and not for the bytes of a report. A worker of another version writes other
 * bytes, and the report that was written first counts.
 */
async function end(store: EventStore, key: string, ending: Ending, causing: Causing): Promise<void> {
  const context = causing(key, ending.type === 'FailJob' ? 1 : 0);
  try {
    await execute(store, Job, { key, command: ending, context });
  } catch (error) {
    // Cancelled, or timed out, while the file was read: the findings are not wanted any more.
    if (error instanceof Refusal && JOB_IS_OVER.has(error.code)) return;
    throw error;
  }
}
