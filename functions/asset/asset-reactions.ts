import { ChunkTask } from '#schemas/asset/import/state.ts';
import type { Reactions } from '#schemas/topics.ts';
import type { EventHandler } from '#shared/consumer/effect.ts';
import { onQueue, type ReactionsDeps } from '#shared/consumer/reactions.ts';
import { due } from './due.ts';
import { importChunk } from './import/import-chunk.ts';
import { jobCompleted, type StartImportDeps } from './import/reactions/job-completed.ts';

export type AssetReactionsDeps = StartImportDeps;

/** What the service reacts to: events, what is due, and chunks of imports. Nothing here reads an environment. */
export function assetReactions(
  deps: AssetReactionsDeps,
): Pick<ReactionsDeps, 'due' | 'queues'> & { readonly events: Reactions<'asset', EventHandler> } {
  return {
    events: { JobCompleted: jobCompleted(deps) },
    due,
    queues: [onQueue('imports', ChunkTask, (task, now) => importChunk(deps, task, now))],
  };
}
