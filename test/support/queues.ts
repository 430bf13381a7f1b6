import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SetQueueAttributesCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { Parked } from '#schemas/parked.ts';
import { slowness } from './patience.ts';
import { prefix, until } from './platform.ts';

export const sqs = new SQSClient({});

/** The URL of a deployed queue, by the end of its name: `asset-events`. */
async function deployedQueue(name: string): Promise<string> {
  const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: `${prefix}-${name}` }));
  return QueueUrl ?? '';
}

/** Puts a message straight into a deployed queue, as nobody but a broken program would. */
export async function sendTo(name: string, body: string): Promise<void> {
  await sqs.send(new SendMessageCommand({ QueueUrl: await deployedQueue(name), MessageBody: body }));
}

/**
 * Waits until something that holds `text` is parked in a dead-letter queue, takes it out, and answers it. Tests share these queues: what is
 * not one's own is left there.
 */
export async function parkedIn(name: string, text: string, seconds = 240): Promise<Parked> {
  const QueueUrl = await deployedQueue(`${name}-dlq`);
  return until(
    `something with ${text} in ${name}-dlq`,
    async () => {
      const { Messages = [] } = await sqs.send(
        new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, VisibilityTimeout: 5 }),
      );
      const own = Messages.find(({ Body }) => Body?.includes(text));
      for (const { ReceiptHandle } of Messages) {
        const message = { QueueUrl, ReceiptHandle };
        await (ReceiptHandle === own?.ReceiptHandle
          ? sqs.send(new DeleteMessageCommand(message))
          : sqs.send(new ChangeMessageVisibilityCommand({ ...message, VisibilityTimeout: 0 })));
      }
      return own?.Body === undefined ? undefined : Parked.parse(JSON.parse(own.Body));
    },
    seconds,
  );
}

/** Whether something that holds `text` lies in a dead-letter queue by now. Leaves everything there. */
export async function isParkedIn(name: string, text: string): Promise<boolean> {
  const QueueUrl = await deployedQueue(`${name}-dlq`);
  const { Messages = [] } = await sqs.send(
    new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, VisibilityTimeout: 0 }),
  );
  return Messages.some(({ Body }) => Body?.includes(text));
}

/**
 * Lets messages of a deployed queue come again after so many seconds (more on a busy machine), rather than after the time that its consumer may take: who kills a
 * consumer would wait for as long. Answers how to put it back.
 */
export async function impatient(name: string, seconds: number): Promise<() => Promise<void>> {
  const QueueUrl = await deployedQueue(name);
  const { Attributes } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['VisibilityTimeout'] }),
  );
  const set = async (VisibilityTimeout = '') => {
    await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { VisibilityTimeout } }));
  };
  await set(String(Math.ceil(seconds * slowness())));
  return () => set(Attributes?.VisibilityTimeout);
}
