import type { ChunkTask } from '#schemas/asset/import/state.ts';
import { type Queue, sendAll } from '#shared/messaging/queue.ts';

/** Asks for chunks of an import, each once at least. Throws TransientFailure when not all were taken; asking again is harmless. */
export type SendChunks = (tasks: readonly ChunkTask[]) => Promise<void>;

export const createChunkQueue =
  (queue: Queue): SendChunks =>
  (tasks) =>
    sendAll(queue, tasks, 'sending the chunks of an import');
