import {
  ChangeMessageVisibilityCommand,
  SendMessageBatchCommand,
  type SendMessageBatchRequestEntry,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import pLimit from 'p-limit';
import { defined } from '#schemas/defined.ts';
import { TerminalFailure, TransientFailure } from '#schemas/errors.ts';
import { type Delivery, deliverRun, failedDelivery, TAKEN } from './delivery.ts';
import { pack } from './pack.ts';
import type { Message, Queue } from './queue.ts';

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
  async send(messages) {
    const limit = pLimit(CONCURRENT_CALLS);
    const runs = pack(messages, ({ body }) => Buffer.byteLength(body, 'utf8'), CALL);
    const sent = runs.map((run) =>
      limit(() => deliverRun(run, 'sending messages', (part) => sendBatch(client, url, part))),
    );
    return (await Promise.all(sent)).flat();
  },
});

/** The name of the message attribute that counts how often a message has waited. */
export const WAITS = 'waits';

const entryOf = ({ body, delaySeconds, waits, group }: Message, Id: string): SendMessageBatchRequestEntry =>
  defined({
    Id,
    MessageBody: body,
    DelaySeconds: delaySeconds,
    // On a standard queue the group orders nothing: it makes the queue a fair one.
    MessageGroupId: group,
    MessageAttributes:
      waits === undefined ? undefined : { [WAITS]: { DataType: 'Number', StringValue: String(waits) } },
  });

async function sendBatch(
  client: SQSClient,
  QueueUrl: string,
  messages: readonly Message[],
): Promise<readonly Delivery[]> {
  const Entries = messages.map((message, at) => entryOf(message, String(at)));
  const { Failed = [] } = await client.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
  return messages.map((_, at) => {
    const failure = Failed.find(({ Id }) => Id === String(at));
    if (!failure) return TAKEN;
    const message = `sending a message: ${failure.Code ?? 'unknown'}`;
    return failedDelivery(
      failure.SenderFault === true && failure.Code === 'InvalidMessageContents'
        ? new TerminalFailure('invalid-request', message)
        : new TransientFailure('unavailable', message),
    );
  });
}

/** Hides a message that was received, for so many seconds from now. */
export async function hideMessage(
  client: SQSClient,
  QueueUrl: string,
  ReceiptHandle: string,
  VisibilityTimeout: number,
): Promise<void> {
  await client.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout }));
}

/**
 * The URL of another queue of the same account and region.
 *
 * @example queueUrlNextTo(env.PARKED_QUEUE_URL, 'chariot-dev-asset-imports')
 */
export const queueUrlNextTo = (url: string, name: string): string =>
  `${url.slice(0, url.lastIndexOf('/') + 1)}${name}`;
