import { randomUUID } from 'node:crypto';
import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { describe, expect, it } from 'vitest';
import { arn, eventually, lambda, mapping, queue, ref, stackOf } from './fixture.ts';
import { notebookCode, notebookEnvironment, notebookGrants, notebookTable, notes } from './notebook.ts';

interface Delivery {
  readonly name: string;
  readonly receives: string;
  readonly from: number;
  readonly to: number;
}

/** Notes each message with how often it came, then does what its body asks for. */
const consumer = `${notebookCode}
exports.handler = async ({ Records }) => {
  const failed = [];
  let thrown;
  for (const { messageId, body, attributes } of Records) {
    const { page, name, behaviour, milliseconds = 0 } = JSON.parse(body);
    const from = Date.now();
    await new Promise((resolve) => setTimeout(resolve, milliseconds));
    const receives = attributes.ApproximateReceiveCount;
    await note(page, { name, receives, from, to: Date.now() });
    if (behaviour === 'fail once' && receives === '1') failed.push(messageId);
    if (behaviour === 'fail') failed.push(messageId);
    if (behaviour === 'throw once' && receives === '1') thrown = new Error('not yet');
  }
  if (thrown) throw thrown;
  return { batchItemFailures: failed.map((itemIdentifier) => ({ itemIdentifier })) };
};`;

const subscription = (source: string, more: Record<string, unknown> = {}) =>
  mapping(arn(source), 'Consumer', { FunctionResponseTypes: ['ReportBatchItemFailures'], ...more });

const stack = stackOf(
  {
    ...notebookTable,
    Plain: queue(),
    Batch: queue(),
    DeadLetters: queue(),
    Work: queue({
      VisibilityTimeout: 15,
      RedrivePolicy: { deadLetterTargetArn: arn('DeadLetters'), maxReceiveCount: 2 },
    }),
    // Of its own, as an error brings the whole batch again, whoever's messages are in it.
    Fragile: queue({ VisibilityTimeout: 15 }),
    Narrow: queue({ VisibilityTimeout: 60 }),
    ...lambda('Consumer', {
      code: consumer,
      timeout: 15,
      environment: notebookEnvironment,
      grants: [
        ...notebookGrants,
        {
          Action: [
            'sqs:ReceiveMessage',
            'sqs:DeleteMessage',
            'sqs:GetQueueAttributes',
            'sqs:ChangeMessageVisibility',
          ],
          Resource: [arn('Work'), arn('Fragile'), arn('Narrow')],
        },
      ],
    }),
    WorkMapping: subscription('Work', { BatchSize: 10 }),
    FragileMapping: subscription('Fragile'),
    NarrowMapping: subscription('Narrow', { BatchSize: 1, ScalingConfig: { MaximumConcurrency: 2 } }),
  },
  {
    plain: ref('Plain'),
    batch: ref('Batch'),
    work: ref('Work'),
    deadLetters: ref('DeadLetters'),
    fragile: ref('Fragile'),
    narrow: ref('Narrow'),
    notebook: ref('Notebook'),
  },
);

const sqs = new SQSClient({});

const send = (url: string, bodies: readonly Record<string, unknown>[]) =>
  sqs.send(
    new SendMessageBatchCommand({
      QueueUrl: url,
      Entries: bodies.map((body, n) => ({ Id: String(n), MessageBody: JSON.stringify(body) })),
    }),
  );
const deliveries = (page: string) => notes<Delivery>(stack.notebook, page);
const receive = async (url: string, seconds = 2) =>
  (
    await sqs.send(
      new ReceiveMessageCommand({ QueueUrl: url, WaitTimeSeconds: seconds, MaxNumberOfMessages: 10 }),
    )
  ).Messages ?? [];

describe.concurrent('the consumer of a queue', () => {
  it('gets only the messages again that it reports as failed', async () => {
    const page = randomUUID();
    await send(stack.work, [
      { page, name: 'a' },
      { page, name: 'b', behaviour: 'fail once' },
      { page, name: 'c' },
    ]);
    const b = await eventually('b again', async () => {
      const all = (await deliveries(page)).filter(({ name }) => name === 'b');
      return all.length === 2 && all;
    });
    expect(b.map(({ receives }) => receives)).toEqual(['1', '2']);
    expect((await deliveries(page)).map(({ name }) => name).sort()).toEqual(['a', 'b', 'b', 'c']);
  });

  it('gets the whole batch again when it throws', async () => {
    const page = randomUUID();
    await send(stack.fragile, [{ page, name: 'thrown', behaviour: 'throw once' }]);
    const all = await eventually('the message again', async () => {
      const twice = await deliveries(page);
      return twice.length === 2 && twice;
    });
    expect(all.map(({ receives }) => receives)).toEqual(['1', '2']);
  });

  it('no longer gets a message that failed as often as the queue allows, which moves to the dead letters', async () => {
    const page = randomUUID();
    const body = { page, name: 'poison', behaviour: 'fail' };
    await send(stack.work, [body]);
    const dead = await eventually('the dead letter', async () => (await receive(stack.deadLetters))[0]);
    expect(JSON.parse(dead.Body ?? '')).toEqual(body);
    expect(await deliveries(page)).toHaveLength(2);
  });

  it('runs at most as often at a time as the mapping says, and does so', async () => {
    const page = randomUUID();
    const bodies = ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => ({ page, name, milliseconds: 1000 }));
    await send(stack.narrow, bodies);
    const all = await eventually('all six', async () => {
      const six = await deliveries(page);
      return six.length === 6 && six;
    });
    const atOnce = all.map(({ from }) => all.filter((other) => other.from <= from && from < other.to).length);
    expect(Math.max(...atOnce)).toBe(2);
  });
});

describe.concurrent('a queue', () => {
  it('the URL of a queue leads to the endpoint in use', () => {
    const endpoint = new URL(process.env.AWS_ENDPOINT_URL ?? '');
    expect(new URL(stack.plain).host).toBe(endpoint.host);
  });

  it('hides a received message until its visibility timeout is over, and shows it at once when told to', async () => {
    await sqs.send(new SendMessageCommand({ QueueUrl: stack.plain, MessageBody: 'hidden' }));
    const [first] = await receive(stack.plain);
    expect(first?.Body).toBe('hidden');
    expect(await receive(stack.plain, 0)).toEqual([]);
    const message = { QueueUrl: stack.plain, ReceiptHandle: first?.ReceiptHandle };
    await sqs.send(new ChangeMessageVisibilityCommand({ ...message, VisibilityTimeout: 0 }));
    const [second] = await receive(stack.plain);
    expect(second?.MessageId).toBe(first?.MessageId);
    await sqs.send(new DeleteMessageCommand({ QueueUrl: stack.plain, ReceiptHandle: second?.ReceiptHandle }));
  });

  it('answers a batch entry by entry, and takes the good ones of a bad batch', async () => {
    const { Successful, Failed } = await sqs.send(
      new SendMessageBatchCommand({
        QueueUrl: stack.batch,
        Entries: [
          { Id: 'good', MessageBody: '{}' },
          { Id: 'bad', MessageBody: 'not allowed: \u0000' },
        ],
      }),
    );
    expect(Successful?.map(({ Id }) => Id)).toEqual(['good']);
    expect(Failed?.map(({ Id, SenderFault }) => [Id, SenderFault])).toEqual([['bad', true]]);
  });
});
