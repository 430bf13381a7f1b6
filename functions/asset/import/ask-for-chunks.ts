import { type ChunksTask, type ChunkTask, type ImportState, importKey } from '#schemas/asset/import/state.ts';
import { ScanManifest } from '#schemas/capability/scan/scan-report.ts';
import { TerminalFailure } from '#schemas/errors.ts';
import type { Instant } from '#schemas/primitives.ts';
import { loadAggregate } from '#shared/aggregate/history.ts';
import type { EventStore } from '#shared/event-store/event-store.ts';
import { jsonMessage, type Queue, sendAll } from '#shared/messaging/queue.ts';
import { readJson } from '#shared/object-store/json.ts';
import type { ObjectStore } from '#shared/object-store/object-store.ts';
import { isNoted, notedBelow } from './domain/decide.ts';
import { Import } from './domain/import.ts';

/**
 * Chunks of an import that are asked for and not noted. A report may have 20,000: one invocation could not ask for all
 * of them in its time, and they would fill the queue that others wait in.
 */
const CHUNKS_AT_ONCE = 500;

/** Half of them take longer than this. */
const LOOK_AGAIN_S = 1;

/** Longer than a chunk that fails now and then needs. */
const PATIENCE_MS = 10 * 60 * 1000;

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
 * Asks for the chunks of an import that are not done, from `task.from` on: for so many that at most `chunksAtOnce`
 * are asked for and not noted. For the rest it sends a message to itself, and looks again when that comes. Each step
 * may be done twice: a chunk that comes twice counts once.
 *
 * @throws TransientFailure when the queue did not take all
 */
export async function askForChunks(
  { store, objects, imports }: AskDeps,
  task: ChunksTask,
  now: Instant,
  { chunksAtOnce = CHUNKS_AT_ONCE }: AskOptions = {},
): Promise<void> {
  const { accountId, job, capability, actor, correlationId, causationId, from } = task;
  const known = await loadAggregate(store, Import, accountId, importKey(job));
  if (known?.state.status === 'complete') return;
  const room = known ? roomIn(known.state, from, now, chunksAtOnce) : chunksAtOnce;
  const later = (next: number) =>
    sendAll(
      imports,
      [
        {
          ...jsonMessage({ ...task, from: next } satisfies ChunksTask, accountId),
          delaySeconds: LOOK_AGAIN_S,
        },
      ],
      'asking for further chunks',
    );
  if (room < chunksAtOnce / 2) return later(from);
  const { chunks } = await manifestOf(objects, task);
  const shared = { accountId, job, capability, actor, correlationId, causationId };
  const next = from + room;
  const tasks = chunks
    .filter(({ number }) => from <= number && number < next)
    .filter(({ number }) => !known || !isNoted(known.state, number))
    .map(({ hosts: _, ...chunk }): ChunkTask => ({ ...shared, chunk }));
  const messages = tasks.map((asked) => jsonMessage(asked, accountId));
  await sendAll(imports, messages, 'asking for the chunks of an import');
  if (next <= chunks.length) await later(next);
}

/**
 * How many chunks may be asked for now. Those that are parked are never noted. So where an import has not got on for
 * a while, they are not waited for any longer.
 */
function roomIn(state: ImportState, from: number, now: Instant, chunksAtOnce: number): number {
  const open = from - 1 - notedBelow(state, from);
  const stands = Date.parse(now) - Date.parse(state.progressed) > PATIENCE_MS;
  return stands ? chunksAtOnce : chunksAtOnce - open;
}
