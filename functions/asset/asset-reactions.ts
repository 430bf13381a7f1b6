import { ChunksTask, ChunkTask } from '#schemas/asset/import/state.ts';
import { MatchTask } from '#schemas/asset/seed/match-task.ts';
import type { ReactionsOf } from '#shared/consumer/handlers.ts';
import { onQueue } from '#shared/consumer/reactions.ts';
import { type MatchDeps, type MatchOptions, matchAssets } from './asset/match-assets.ts';
import { expireAsset } from './asset/reactions/expire-asset.ts';
import { type AskOptions, askForChunks } from './import/ask-for-chunks.ts';
import { importChunk } from './import/import-chunk.ts';
import type { ObserveOptions } from './import/observe-chunk.ts';
import { jobCompleted, type StartImportDeps } from './import/reactions/job-completed.ts';
import { markImportIncomplete } from './import/reactions/mark-import-incomplete.ts';
import { seedAdded, seedRemoved, seedUpdated } from './seed/reactions/seed-changed.ts';

export type AssetReactionsDeps = StartImportDeps & MatchDeps;
export type AssetReactionsOptions = AskOptions & ObserveOptions & MatchOptions;

/** The reactions of the service: to events, due things, chunks of imports, and matches to seeds. Nothing here reads an environment. */
export function assetReactions(
  deps: AssetReactionsDeps,
  options: AssetReactionsOptions = {},
): ReactionsOf<'asset'> {
  return {
    events: {
      JobCompleted: jobCompleted(deps, options),
      SeedAdded: seedAdded(deps),
      SeedUpdated: seedUpdated(deps),
      SeedRemoved: seedRemoved(deps),
    },
    due: { Asset: expireAsset, Import: markImportIncomplete },
    queues: {
      imports: onQueue(ChunkTask.or(ChunksTask), (task, now) =>
        'from' in task ? askForChunks(deps, task, now, options) : importChunk(deps, task, now, options),
      ),
      matches: onQueue(MatchTask, (task, now) => matchAssets(deps, task, now, options)),
    },
  };
}
