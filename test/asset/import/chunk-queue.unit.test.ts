import { SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { ChunkTask } from '#schemas/asset/import/state.ts';
import { TransientFailure } from '#schemas/errors.ts';
import { createSqsQueue } from '#shared/messaging/sqs.ts';
import { createChunkQueue } from '../../../functions/asset/import/chunk-queue.ts';
import { ACCOUNT } from '../../shared/http/events.ts';
import { JOB } from '../samples.ts';

const sqs = mockClient(SQSClient);
const send = createChunkQueue(createSqsQueue(new SQSClient({}), 'https://sqs.invalid/imports'));

const tasks = (count: number) =>
  Array.from({ length: count }, (_, index) =>
    ChunkTask.parse({
      accountId: ACCOUNT,
      job: JOB,
      capability: 'nmap',
      chunk: { number: index + 1, bucket: 'b', key: `chunk-${index + 1}`, sha256: 'a' },
      actor: 'service:asset',
      correlationId: 'corr-1',
      causationId: 'cause-1',
    }),
  );

describe('asking for the chunks of an import', () => {
  beforeEach(() => {
    sqs.reset();
    sqs.on(SendMessageBatchCommand).resolves({});
  });

  it('sends ten at a time, each once, as they are', async () => {
    await send(tasks(23));
    const batches = sqs.commandCalls(SendMessageBatchCommand).map(({ args }) => args[0].input);
    expect(batches.map(({ Entries }) => Entries?.length)).toEqual([10, 10, 3]);
    const bodies = batches.flatMap(({ Entries = [] }) => Entries.map(({ MessageBody }) => MessageBody));
    expect(bodies.map((body) => ChunkTask.parse(JSON.parse(body ?? '')))).toEqual(tasks(23));
  });

  it('sends nothing for no chunks', async () => {
    await send([]);
    expect(sqs.commandCalls(SendMessageBatchCommand)).toHaveLength(0);
  });

  it('fails for a while when only a part of a batch was taken', async () => {
    sqs
      .on(SendMessageBatchCommand)
      .resolves({ Failed: [{ Id: '1', Code: 'Throttled', SenderFault: false }] });
    await expect(send(tasks(2))).rejects.toThrow(TransientFailure);
  });
});
