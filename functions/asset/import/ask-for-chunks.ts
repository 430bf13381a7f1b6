import { type ChunksTask, type ChunkTask, importKey } from '#schemas/asset/import/state.ts';
import { ScanManifest } from '#schemas/capability/scan/scan-report.ts';
import { TerminalFailure } from '#schemas/errors.ts';
import { loadAggregate } from '#shared/aggregate/history.ts';
import type { EventStore } from '#shared/event-store/event-store.ts';
import { jsonMessage, type Queue, sendAll } from '#shared/messaging/queue.ts';
import { readJson } from '#shared/object-store/json.ts';
import type { ObjectStore } from '#shared/object-store/object-store.ts';
import { isNoted } from './domain/decide.ts';
import { Import } from './domain/import.ts';

/** Chunks that one message asks for: a report may have 20,000, and one invocation could not ask for all of them in its time. */
const CHUNKS_AT_ONCE = 500;

export interface AskDeps {
  readonly store: EventStore;
  readonly objects: ObjectStore;
  /** The import queue: it takes ChunkTask and ChunksTask. */
  readonly imports: Queue;
}

export interface AskOptions {
  readonly chunksAtOnce?: number;
}

/** The first page of a job's report. Throws TerminalFailure `object-missing` | `object-corrupt`. */
export async function manifestOf(
  objects: ObjectStore,
  { job, manifest }: Pick<ChunksTask, 'job' | 'manifest'>,
): Promise<ScanManifest> {
  const found = await readJson(objects, manifest, ScanManifest);
  if (found.jobId === job) return found;
  throw new TerminalFailure('object-corrupt', `${manifest.key} is not the report of job ${job}`);
}

/**
 * Asks for the chunks of an import that are not done, from `task.from` on. It asks for some of them at once, and for
 * the rest by a message to itself. Each step may be done twice: a chunk that comes twice counts once.
 *
 * @throws TransientFailure when the queue did not take all
 */
export async function askForChunks(
  { store, objects, imports }: AskDeps,
  task: ChunksTask,
  { chunksAtOnce = CHUNKS_AT_ONCE }: AskOptions = {},
): Promise<void> {
  const { accountId, job, capability, actor, correlationId, causationId, from } = task;
  const known = await loadAggregate(store, Import, accountId, importKey(job));
  if (known?.state.status === 'complete') return;
  const { chunks } = await manifestOf(objects, task);
  const shared = { accountId, job, capability, actor, correlationId, causationId };
  const next = from + chunksAtOnce;
  const tasks = chunks
    .filter(({ number }) => from <= number && number < next)
    .filter(({ number }) => !known || !isNoted(known.state, number))
    .map(({ hosts: _, ...chunk }): ChunkTask => ({ ...shared, chunk }));
  await sendAll(imports, tasks.map(jsonMessage), 'asking for the chunks of an import');
  if (next > chunks.length) return;
  await sendAll(
    imports,
    [jsonMessage({ ...task, from: next } satisfies ChunksTask)],
    'asking for further chunks',
  );
}
