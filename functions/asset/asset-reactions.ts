import { ChunksTask, ChunkTask } from '#schemas/asset/import/state.ts';
import type { ReactionsOf } from '#shared/consumer/handlers.ts';
import { onQueue } from '#shared/consumer/reactions.ts';
import { expireAsset } from './asset/reactions/expire-asset.ts';
import { type AskOptions, askForChunks } from './import/ask-for-chunks.ts';
import { importChunk } from './import/import-chunk.ts';
import type { ObserveOptions } from './import/observe-chunk.ts';
import { jobCompleted, type StartImportDeps } from './import/reactions/job-completed.ts';
import { markImportIncomplete } from './import/reactions/mark-import-incomplete.ts';

export type AssetReactionsDeps = StartImportDeps;
export type AssetReactionsOptions = AskOptions & ObserveOptions;

/** The reactions of the service: to events, due things, and chunks of imports. Nothing here reads an environment. */
export function assetReactions(
  deps: AssetReactionsDeps,
  options: AssetReactionsOptions = {},
): ReactionsOf<'asset'> {
  return {
    events: { JobCompleted: jobCompleted(deps, options) },
    due: { Asset: expireAsset, Import: markImportIncomplete },
    queues: {
      imports: onQueue(ChunkTask.or(ChunksTask), (task, now) =>
        'from' in task ? askForChunks(deps, task, now, options) : importChunk(deps, task, now, options),
      ),
    },
  };
}
