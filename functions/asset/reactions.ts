import { ChunkTask } from '#schemas/asset/import/state.ts';
import type { Reactions } from '#schemas/topics.ts';
import type { EventHandler } from '#shared/consumer/effect.ts';
import { onQueue } from '#shared/consumer/reactions.ts';
import { reactionsFunction } from '#shared/consumer/reactions-function.ts';
import { readEnv } from '#shared/runtime/env.ts';
import { ReactionsEnv } from './deps.ts';
import { due } from './due.ts';
import { createChunkQueue } from './import/chunk-queue.ts';
import { importChunk } from './import/import-chunk.ts';
import { jobCompleted } from './import/reactions/job-completed.ts';

const { FILES_BUCKET: filesBucket, IMPORTS_QUEUE_URL } = readEnv(ReactionsEnv);

export const handler = reactionsFunction(({ store, objects, queueAt }) => {
  const sendChunks = createChunkQueue(queueAt(IMPORTS_QUEUE_URL));
  const events: Reactions<'asset', EventHandler> = {
    JobCompleted: jobCompleted({ store, objects, filesBucket, sendChunks }),
  };
  return {
    events,
    due,
    queues: [
      onQueue('imports', ChunkTask, (task, now) => importChunk({ store, objects, filesBucket }, task, now)),
    ],
  };
});
