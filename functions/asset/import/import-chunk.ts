import { type ChunkTask, type ImportState, importKey } from '#schemas/asset/import/state.ts';
import { VersionConflict } from '#schemas/errors.ts';
import type { Instant } from '#schemas/primitives.ts';
import { execute } from '#shared/aggregate/execute.ts';
import { loadAggregate } from '#shared/aggregate/history.ts';
import type { EventStore } from '#shared/event-store/event-store.ts';
import { derivedCommandId } from '#shared/identity.ts';
import { writeList } from './chunk-list.ts';
import type { ImportCommandOf } from './domain/command.ts';
import { isNoted, withChunk } from './domain/decide.ts';
import { Import } from './domain/import.ts';
import { type ObserveDeps, type ObserveOptions, observeChunk } from './observe-chunk.ts';

/**
 * Chunks of one import end at the same moment, and all note it on one thing. The loser has only this write to repeat.
 */
const MAX_ATTEMPTS = 10;

/**
 * One chunk of an import from beginning to end: its hosts, its list, and the note on the import. A noted chunk is not
 * begun again. A repeat writes the same list as the first time, or another one beside it.
 *
 * @throws Refusal `not-found` | `no-such-chunk` before anything is observed, and the failures of `observeChunk` and
 * `noteChunk`
 */
export async function importChunk(
  deps: ObserveDeps,
  task: ChunkTask,
  now: Instant,
  options: ObserveOptions = {},
): Promise<void> {
  const state = await importOf(deps.store, task);
  if (isNoted(state, task.chunk.number)) return;
  const observed = await observeChunk(deps, task, { since: state.started, now }, options);
  const list = await writeList(deps.objects, state.lists, observed);
  const { chunk, counts } = observed;
  await noteChunk(deps.store, task, { type: 'NoteChunk', chunk, counts, list }, now);
}

async function importOf(store: EventStore, { accountId, job, chunk }: ChunkTask): Promise<ImportState> {
  const known = await loadAggregate(store, Import, accountId, importKey(job));
  return withChunk(known?.state, chunk.number);
}

/**
 * Notes on the import that a chunk is done. A chunk counts once, however often it is noted.
 *
 * @throws VersionConflict after `MAX_ATTEMPTS` times four lost races
 */
async function noteChunk(
  store: EventStore,
  task: ChunkTask,
  command: ImportCommandOf<'NoteChunk'>,
  now: Instant,
): Promise<void> {
  const { accountId, actor, correlationId, causationId, job, chunk } = task;
  const commandId = derivedCommandId(job, 'note', chunk.number);
  const context = { accountId, actor, correlationId, causationId, commandId, now };
  for (let attempt = 1; ; attempt += 1) {
    try {
      await execute(store, Import, { key: importKey(job), command, context });
      return;
    } catch (error) {
      if (!(error instanceof VersionConflict) || attempt === MAX_ATTEMPTS) throw error;
      await store.pause(attempt);
    }
  }
}
