import { SendMessageBatchCommand, type SendMessageBatchCommandInput, SQSClient } from '@aws-sdk/client-sqs';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { jsonMessage, sendAll } from '#shared/messaging/queue.ts';
import { createSqsQueue } from '#shared/messaging/sqs.ts';
import { awsError } from '../../kit/aws-error.ts';

const sqs = mockClient(SQSClient);
const queue = createSqsQueue(new SQSClient({ region: 'us-east-1' }), 'https://queue');
const calls = () => sqs.commandCalls(SendMessageBatchCommand).map(({ args }) => args[0].input.Entries ?? []);

beforeEach(() => {
  sqs.reset();
  sqs.on(SendMessageBatchCommand).resolves({});
});

describe('a queue of SQS', () => {
  it('takes messages ten at a time, as many bytes as one call may carry', async () => {
    await queue.send(Array.from({ length: 23 }, (_, at) => ({ body: `m${at}` })));
    expect(calls().map((entries) => entries.length)).toEqual([10, 10, 3]);
    sqs.resetHistory();
    await queue.send(Array.from({ length: 4 }, () => ({ body: 'x'.repeat(400 * 1024) })));
    expect(calls().map((entries) => entries.length)).toEqual([2, 2]);
  });

  it('names the account that a message is work for as its group, and none where it is for none', async () => {
    await queue.send([jsonMessage({ n: 1 }, 'account-1'), jsonMessage({ n: 2 })]);
    expect(calls()[0]?.map(({ MessageGroupId }) => MessageGroupId)).toEqual(['account-1', undefined]);
    expect(Object.keys(calls()[0]?.[1] ?? {})).not.toContain('MessageGroupId');
  });

  it('answers for each message at its place, however the calls end', async () => {
    sqs.on(SendMessageBatchCommand).callsFake(({ Entries = [] }: SendMessageBatchCommandInput) => {
      if (Entries.some(({ MessageBody }) => MessageBody === 'm12')) throw awsError('ServiceUnavailable');
      return { Failed: [{ Id: '3', Code: 'InternalError', SenderFault: false }] };
    });
    const outcomes = await queue.send(Array.from({ length: 23 }, (_, at) => ({ body: `m${at}` })));
    const failed = outcomes.flatMap((outcome, at) => (outcome.kind === 'failed' ? [at] : []));
    expect(failed).toEqual([3, ...Array.from({ length: 10 }, (_, at) => 10 + at)]);
  });

  it('finds the one message for which the whole call was refused, and sends the others', async () => {
    sqs.on(SendMessageBatchCommand).callsFake(({ Entries = [] }: SendMessageBatchCommandInput) => {
      if (Entries.some(({ MessageBody }) => MessageBody === 'bad')) throw awsError('InvalidParameterValue');
      return {};
    });
    const outcomes = await queue.send(['a', 'bad', 'b'].map((body) => ({ body })));
    expect(outcomes).toMatchObject([
      { kind: 'taken' },
      { kind: 'failed', failure: { kind: 'terminal' } },
      { kind: 'taken' },
    ]);
  });

  it('sends all it can before it says that a message was not taken', async () => {
    sqs
      .on(SendMessageBatchCommand)
      .resolvesOnce({ Failed: [{ Id: '0', Code: 'InternalError', SenderFault: false }] })
      .resolves({});
    await expect(
      sendAll(
        queue,
        Array.from({ length: 25 }, (_, at) => jsonMessage(at)),
        'telling',
      ),
    ).rejects.toMatchObject({ kind: 'transient', message: 'telling: 1 messages were not taken' });
    expect(calls()).toHaveLength(3);
  });
});
