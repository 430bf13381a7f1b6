import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import {
  DeleteMessageCommand,
  GetQueueUrlCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { CommandFailure, ExitCode } from './exit.ts';
import type { DeadLetters } from './redrive.ts';

/** Long enough to send ten messages back, the largest ones fetched from S3. */
const HIDDEN_SECONDS = 300;

/** The dead-letter queue of `source`, by the credentials, region and endpoint of the environment. */
export async function deadLettersOf(source: string): Promise<DeadLetters> {
  const sqs = new SQSClient({});
  const s3 = new S3Client({ forcePathStyle: process.env.AWS_ENDPOINT_URL !== undefined });
  const urlOf = async (QueueName: string): Promise<string> => {
    const { QueueUrl = '' } = await sqs
      .send(new GetQueueUrlCommand({ QueueName }))
      .catch((error: unknown) => {
        const reason = error instanceof Error ? `${error.name}: ${error.message}` : 'unknown';
        const message = `${QueueName} cannot be reached: ${reason}`;
        throw new CommandFailure(ExitCode.refused, 'operation-failed', message, { cause: error });
      });
    return QueueUrl;
  };
  const [home, parked] = await Promise.all([urlOf(source), urlOf(`${source}-dlq`)]);
  return {
    source,
    async receive() {
      const { Messages = [] } = await sqs.send(
        new ReceiveMessageCommand({
          QueueUrl: parked,
          MaxNumberOfMessages: 10,
          VisibilityTimeout: HIDDEN_SECONDS,
          WaitTimeSeconds: 2,
          MessageSystemAttributeNames: ['SentTimestamp'],
        }),
      );
      return Messages.map(({ Body = '', ReceiptHandle = '', Attributes }) => ({
        body: Body,
        receipt: ReceiptHandle,
        since: Number(Attributes?.SentTimestamp ?? 0),
      }));
    },
    async sendBack(MessageBody) {
      await sqs.send(new SendMessageCommand({ QueueUrl: home, MessageBody }));
    },
    async remove(ReceiptHandle) {
      await sqs.send(new DeleteMessageCommand({ QueueUrl: parked, ReceiptHandle }));
    },
    async read(Bucket, Key) {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
      return (await Body?.transformToString()) ?? '';
    },
  };
}
