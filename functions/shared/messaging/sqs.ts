import { SendMessageBatchCommand, type SQSClient } from '@aws-sdk/client-sqs';
import pLimit from 'p-limit';
import { TerminalFailure, TransientFailure } from '#schemas/errors.ts';
import { type Delivery, deliverRun, failed, TAKEN } from './delivery.ts';
import { pack } from './pack.ts';
import type { Queue } from './queue.ts';

/** SQS takes at most ten messages and 1 MiB at once; the rest of the bytes is for how it counts. */
const CALL = { entries: 10, bytes: 1000 * 1024 };

/** Calls under way at once: enough to hide round trips, few enough not to be throttled. */
const CONCURRENT_CALLS = 8;

/**
 * The SQS queue at `url`.
 *
 * @example const queue = createSqsQueue(new SQSClient({}), env.DUE_QUEUE_URL);
 */
export const createSqsQueue = (client: SQSClient, url: string): Queue => ({
  async send(bodies) {
    const limit = pLimit(CONCURRENT_CALLS);
    const runs = pack(bodies, (body) => Buffer.byteLength(body, 'utf8'), CALL);
    const sent = runs.map((run) =>
      limit(() => deliverRun(run, 'sending messages', (part) => sendBatch(client, url, part))),
    );
    return (await Promise.all(sent)).flat();
  },
});

async function sendBatch(
  client: SQSClient,
  QueueUrl: string,
  bodies: readonly string[],
): Promise<readonly Delivery[]> {
  const Entries = bodies.map((body, at) => ({ Id: String(at), MessageBody: body }));
  const { Failed = [] } = await client.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
  return bodies.map((_, at) => {
    const failure = Failed.find(({ Id }) => Id === String(at));
    if (!failure) return TAKEN;
    const message = `sending a message: ${failure.Code ?? 'unknown'}`;
    return failed(
      failure.SenderFault === true && failure.Code === 'InvalidMessageContents'
        ? new TerminalFailure('invalid-request', message)
        : new TransientFailure('unavailable', message),
    );
  });
}
