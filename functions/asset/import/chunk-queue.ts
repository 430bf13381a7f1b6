import { SendMessageBatchCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { ChunkTask } from '#schemas/asset/import/state.ts';
import { TransientFailure } from '#schemas/errors.ts';
import { awsFailure } from '#shared/runtime/aws-failure.ts';

/** SQS takes at most ten messages at once. */
const MESSAGES_PER_CALL = 10;

/** Asks for chunks of an import, each once at least. Throws TransientFailure when not all were taken; asking again is harmless. */
export type SendChunks = (tasks: readonly ChunkTask[]) => Promise<void>;

export const createChunkQueue =
  (sqs: SQSClient, queueUrl: string): SendChunks =>
  async (tasks) => {
    for (let from = 0; from < tasks.length; from += MESSAGES_PER_CALL) {
      await send(sqs, queueUrl, tasks.slice(from, from + MESSAGES_PER_CALL));
    }
  };

async function send(sqs: SQSClient, QueueUrl: string, tasks: readonly ChunkTask[]): Promise<void> {
  const Entries = tasks.map((task, at) => ({ Id: String(at), MessageBody: JSON.stringify(task) }));
  const { Failed = [] } = await sqs
    .send(new SendMessageBatchCommand({ QueueUrl, Entries }))
    .catch((error: unknown) => {
      throw awsFailure(error, 'sending the chunks of an import');
    });
  // SQS answers 200 for a batch of which it took only a part.
  if (Failed.length > 0)
    throw new TransientFailure('unavailable', `${Failed.length} chunks of an import were not taken`);
}
