import { type ChunkTask, type ImportCounts, importKey, NO_COUNTS } from '#schemas/asset/import/state.ts';
import { VersionConflict } from '#schemas/errors.ts';
import type { Instant } from '#schemas/primitives.ts';
import { execute } from '#shared/aggregate/execute.ts';
import { loadAggregate } from '#shared/aggregate/history.ts';
import type { EventStore } from '#shared/event-store/event-store.ts';
import { derivedCommandId } from '#shared/identity.ts';
import { Import } from './domain/import.ts';
import { type ObserveDeps, observeChunk } from './observe-chunk.ts';

/** Chunks of one import end at the same moment, and all note it on one thing: who loses here has only this write to do again. */
const MOST_ATTEMPTS = 5;

/**
 * One chunk of an import from beginning to end: its hosts, its lists, and the note on the import. What is noted is not begun again: by now the
 * commands of its hosts may be forgotten, and a repeat would find nothing new and replace the lists by shorter ones.
 *
 * @throws Refusal `not-found` | `no-such-chunk` before anything is observed; whatever `observeChunk` and `noteChunk` throw
 */
export async function importChunk(deps: ObserveDeps, task: ChunkTask, now: Instant): Promise<void> {
  if (await isNoted(deps.store, task, now)) return;
  const { counts } = await observeChunk(deps, task, now);
  await noteChunk(deps.store, task, counts, now);
}

/** Asks the import itself what a note of this chunk would lead to. */
async function isNoted(
  store: EventStore,
  { accountId, job, chunk }: ChunkTask,
  now: Instant,
): Promise<boolean> {
  const known = await loadAggregate(store, Import, accountId, importKey(job));
  const note = { type: 'NoteChunk', chunk: chunk.number, counts: NO_COUNTS, now } as const;
  return Import.decide(note, known?.state).length === 0;
}

/**
 * Notes on the import that a chunk is done. A chunk counts once, however often it is noted.
 *
 * @throws VersionConflict after 20 lost races
 */
export async function noteChunk(
  store: EventStore,
  task: ChunkTask,
  counts: ImportCounts,
  now: Instant,
): Promise<void> {
  const { accountId, actor, correlationId, causationId, job, chunk } = task;
  const execution = {
    key: importKey(job),
    command: { type: 'NoteChunk', chunk: chunk.number, counts, now } as const,
    context: {
      accountId,
      actor,
      correlationId,
      causationId,
      commandId: derivedCommandId(job, 'note', chunk.number),
      now,
    },
  };
  for (let attempt = 1; ; attempt += 1) {
    try {
      await execute(store, Import, execution);
      return;
    } catch (error) {
      if (!(error instanceof VersionConflict) || attempt === MOST_ATTEMPTS) throw error;
    }
  }
}
