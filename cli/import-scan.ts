import { basename } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { ImportCounts } from '#schemas/asset/import/state.ts';
import type { ImportView } from '#schemas/asset/import/views.ts';
import type { CapabilityName } from '#schemas/capability/capability/name.ts';
import { type JobReason, type JobStatus, jobKey } from '#schemas/capability/job/state.ts';
import type { JobView } from '#schemas/capability/job/views.ts';
import type { ScanWarning } from '#schemas/capability/scan/scan-report.ts';
import { capabilityOf } from './capability-of.ts';
import { type Changes, groupChanges } from './changes.ts';
import type { Api } from './client.ts';
import { failureOf, isMissing } from './connection.ts';
import { CommandFailure, ExitCode } from './exit.ts';
import { collect } from './pages.ts';
import { type LocalFile, uploadFile } from './upload.ts';

/** The fate of one file. */
export interface ImportedFile {
  /** As it was named. */
  readonly file: string;
  /** Null where the API took no job for it. */
  readonly jobId: string | null;
  /** Of the job; `refused` where the API, or the store of files, did not take the file. */
  readonly status: JobStatus | 'refused';
  readonly reason?: JobReason;
  /** Of the import that a completed job leads to. */
  readonly importStatus?: ImportView['status'];
  readonly counts?: ImportCounts;
  readonly changes: Changes;
  /** What of the file was left out, or was read otherwise than it stands there. */
  readonly warnings: readonly ScanWarning[];
  /** Milliseconds until the file was with the API, was read, was imported. */
  readonly took: { readonly upload: number; readonly read: number; readonly import: number };
  /** The exit code of a command that imports this file. */
  readonly exitCode: ExitCode;
}

export interface ImportOptions {
  /** Absent: by the file's content. */
  readonly capability?: CapabilityName | undefined;
  /** Gives up once nothing has moved for so long. */
  readonly patienceMs: number;
  readonly onProgress?: (phase: 'upload' | 'read' | 'import', done: number, total: number) => void;
}

const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 2_000;

/** Asks again, ever more slowly, until `isDone`. Fails when the answer stays the same for too long. */
async function poll<T>(
  ask: () => Promise<T>,
  isDone: (answer: T) => boolean,
  patienceMs: number,
): Promise<T> {
  let seen: string | undefined;
  let quietSince = performance.now();
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(LONGEST_PAUSE_MS, pause * 1.5)) {
    const answer = await ask();
    if (isDone(answer)) return answer;
    const now = JSON.stringify(answer);
    if (now !== seen) quietSince = performance.now();
    seen = now;
    if (performance.now() - quietSince > patienceMs) {
      const message = `nothing has moved for ${Math.round(patienceMs / 1000)} s. It may still go on: chariot jobs`;
      throw new CommandFailure(ExitCode.refused, 'no-progress', message);
    }
    await delay(pause);
  }
}

/** One file on its way through the API. A failure reports the facts that are known so far. */
class Journey {
  readonly #api: Api;
  readonly #file: LocalFile;
  readonly #options: ImportOptions;
  #job: Pick<JobView, 'jobId' | 'status' | 'reason' | 'warnings'> | undefined;
  #import: ImportView | undefined;
  #changes: Changes = groupChanges([]);
  readonly #took = { upload: 0, read: 0, import: 0 };

  constructor(api: Api, file: LocalFile, options: ImportOptions) {
    this.#api = api;
    this.#file = file;
    this.#options = options;
  }

  async #timed<T>(phase: 'upload' | 'read' | 'import', work: () => Promise<T>): Promise<T> {
    const started = performance.now();
    try {
      return await work();
    } finally {
      this.#took[phase] = Math.round(performance.now() - started);
    }
  }

  /** To the API. Answers the job's id. */
  async #send(): Promise<string> {
    const { path, size } = this.#file;
    const { onProgress } = this.#options;
    const capability = this.#options.capability ?? (await capabilityOf(this.#file));
    const created = await this.#api.createJob({ body: { capability, file: { name: basename(path), size } } });
    const { id, key, upload } = created.body;
    this.#job = { jobId: key.slice(jobKey('').length), status: 'running' };
    if (!upload)
      throw new CommandFailure(ExitCode.refused, 'no-upload', 'the API gave no place to upload to');
    await uploadFile(upload, this.#file, (sent) => onProgress?.('upload', sent, size));
    await this.#api.completeJob({ params: { id } });
    return id;
  }

  async #read(id: string): Promise<void> {
    this.#options.onProgress?.('read', 0, 1);
    await poll(
      async () => {
        const { body } = await this.#api.getJob({ params: { id } });
        this.#job = body;
        return body;
      },
      ({ status }) => !['scheduled', 'running', 'processing'].includes(status),
      this.#options.patienceMs,
    );
  }

  /** The event that starts the import may still be on its way: until then there is none. */
  async #currentImport(id: string): Promise<ImportView | undefined> {
    try {
      return (await this.#api.getImport({ params: { id } })).body;
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  }

  async #observe(id: string): Promise<void> {
    const ask = async () => {
      this.#import = await this.#currentImport(id);
      if (this.#import) this.#options.onProgress?.('import', this.#import.noted, this.#import.total);
      return this.#import;
    };
    await poll(ask, (found) => found !== undefined && found.status !== 'running', this.#options.patienceMs);
    this.#changes = groupChanges(
      await collect((page) => this.#api.listImportChanges({ params: { id }, query: page })),
    );
  }

  #report(status: ImportedFile['status'], reason: JobReason | undefined, exitCode: ExitCode): ImportedFile {
    return {
      file: this.#file.path,
      jobId: this.#job?.jobId ?? null,
      status,
      ...(reason ? { reason } : {}),
      ...(this.#import ? { importStatus: this.#import.status, counts: this.#import.counts } : {}),
      changes: this.#changes,
      warnings: this.#job?.warnings ?? [],
      took: this.#took,
      exitCode,
    };
  }

  async run(): Promise<ImportedFile> {
    try {
      const id = await this.#timed('upload', () => this.#send());
      await this.#timed('read', () => this.#read(id));
      const { status = 'refused', reason } = this.#job ?? {};
      if (status !== 'completed') return this.#report(status, reason, ExitCode.refused);
      await this.#timed('import', () => this.#observe(id));
      if (this.#import?.status === 'complete') return this.#report(status, undefined, ExitCode.ok);
      const message = 'the import did not get to its end in time; what it has done so far is listed';
      return this.#report(status, { code: 'import-incomplete', message }, ExitCode.refused);
    } catch (error) {
      const { code, message, errors, exitCode } = failureOf(error);
      const details = errors.map((problem) => `${problem.path}: ${problem.message}`);
      const status = this.#job === undefined || this.#job.status === 'running' ? 'refused' : this.#job.status;
      return this.#report(
        status,
        { code, message: [message.replace(/\.$/, ''), ...details].join('; ') },
        exitCode,
      );
    }
  }
}

/**
 * Imports one scanner's file, from the upload to the last asset. Never throws: the answer has the failure and the
 * progress, so that further files can be imported.
 */
export const importScan = (api: Api, file: LocalFile, options: ImportOptions): Promise<ImportedFile> =>
  new Journey(api, file, options).run();
