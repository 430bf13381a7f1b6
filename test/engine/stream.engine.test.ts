import {
  DeleteItemCommand,
  DynamoDBClient,
  PutItemCommand,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { describe, expect, it } from 'vitest';
import { arn, attribute, eventually, lambda, mapping, queue, ref, stackOf, table } from './fixture.ts';
import {
  notebookCode,
  notebookEnvironment,
  notebookGrants,
  notebookTable,
  notes,
  writeNote,
} from './notebook.ts';

interface Seen {
  readonly event: string;
  readonly sk: string;
  readonly sequence: string;
  readonly old?: string;
  readonly new?: string;
  readonly user?: { type: string; principalId: string };
}
type Batch = readonly Seen[];

/** Notes each batch, per partition key, then does what the items of the batch ask for in `behaviour`. One that holds waits until the test lets it go. */
const consumer = `${notebookCode}
exports.handler = async ({ Records }) => {
  const seen = [];
  for (const [page, records] of Object.entries(Object.groupBy(Records, ({ dynamodb }) => dynamodb.Keys.pk.S))) {
    seen.push(...(await note(page, records.map(({ eventName, dynamodb, userIdentity }) => ({
      event: eventName, sk: dynamodb.Keys.sk.S, sequence: dynamodb.SequenceNumber,
      old: dynamodb.OldImage?.n?.N, new: dynamodb.NewImage?.n?.N, user: userIdentity,
    })))).flat());
  }
  const tries = (sequence) => seen.filter((record) => record.sequence === sequence).length;
  const failed = [];
  for (const { dynamodb } of Records) {
    const behaviour = dynamodb.NewImage?.behaviour?.S;
    if (behaviour === 'hold') await noted(dynamodb.Keys.pk.S + ' may go');
    if (behaviour === 'throw') throw new Error('poison');
    if (behaviour === 'throw twice' && tries(dynamodb.SequenceNumber) <= 2) throw new Error('not yet');
    if (behaviour === 'fail once' && tries(dynamodb.SequenceNumber) <= 1) failed.unshift(dynamodb.SequenceNumber);
  }
  return { batchItemFailures: failed.map((itemIdentifier) => ({ itemIdentifier })) };
};`;

const onlyKeys = (prefix: string, more: Record<string, unknown> = {}) => ({
  FilterCriteria: {
    Filters: [{ Pattern: JSON.stringify({ ...more, dynamodb: { Keys: { pk: { S: [{ prefix }] } } } }) }],
  },
});

const subscription = (prefix: string, more: Record<string, unknown> = {}) =>
  mapping(attribute('Table', 'StreamArn'), 'Consumer', {
    StartingPosition: 'TRIM_HORIZON',
    BatchSize: 100,
    FunctionResponseTypes: ['ReportBatchItemFailures'],
    ...onlyKeys(prefix),
    ...more,
  });

const stack = stackOf(
  {
    ...notebookTable,
    Table: table({
      StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' },
      TimeToLiveSpecification: { AttributeName: 'expires', Enabled: true },
    }),
    ...lambda('Consumer', {
      code: consumer,
      environment: notebookEnvironment,
      grants: [
        ...notebookGrants,
        {
          Action: [
            'dynamodb:DescribeStream',
            'dynamodb:GetRecords',
            'dynamodb:GetShardIterator',
            'dynamodb:ListStreams',
          ],
          Resource: attribute('Table', 'StreamArn'),
        },
        { Action: ['sqs:SendMessage'], Resource: arn('GivenUp') },
      ],
    }),
    GivenUp: queue(),
    Plain: subscription('plain'),
    Filtered: subscription('filtered', {
      FilterCriteria: {
        Filters: [
          {
            Pattern: JSON.stringify({
              eventName: ['INSERT', 'MODIFY'],
              dynamodb: { Keys: { pk: { S: ['filtered'] } }, NewImage: { n: { N: [{ exists: true }] } } },
            }),
          },
        ],
      },
    }),
    Partial: subscription('partial'),
    Flaky: subscription('flaky'),
    Slow: subscription('slow'),
    Bisected: subscription('bisected', {
      BisectBatchOnFunctionError: true,
      MaximumRetryAttempts: 1,
      DestinationConfig: { OnFailure: { Destination: arn('GivenUp') } },
    }),
    Expired: subscription('expired'),
  },
  { table: ref('Table'), notebook: ref('Notebook'), givenUp: ref('GivenUp') },
);

const dynamo = new DynamoDBClient({});
const sqs = new SQSClient({});

const item = (pk: string, sk: string, n: number, behaviour?: string) => ({
  pk: { S: pk },
  sk: { S: sk },
  n: { N: String(n) },
  ...(behaviour ? { behaviour: { S: behaviour } } : {}),
});
const put = (pk: string, sk: string, n: number, behaviour?: string) =>
  dynamo.send(new PutItemCommand({ TableName: stack.table, Item: item(pk, sk, n, behaviour) }));
const remove = (pk: string, sk: string) =>
  dynamo.send(new DeleteItemCommand({ TableName: stack.table, Key: { pk: { S: pk }, sk: { S: sk } } }));
const letGo = (page: string) => writeNote(stack.notebook, `${page} may go`);
const batches = (page: string) => notes<Batch>(stack.notebook, page);
const seen = async (page: string) => (await batches(page)).flat();

/** Waits until the consumer is busy with this item, so that what is written now comes in one batch. */
const busyWith = (page: string, sk: string) =>
  eventually(`${sk} at the consumer`, async () => (await seen(page)).some((record) => record.sk === sk));

describe.concurrent('a stream', () => {
  it('delivers the versions of an item in order, each with its old and its new image', async () => {
    for (let n = 1; n <= 30; n++) await put('plain-order', 'a', n);
    const records = await eventually('30 records', async () => {
      const all = await seen('plain-order');
      return all.length >= 30 && all;
    });
    expect(records.map((record) => record.new)).toEqual(Array.from({ length: 30 }, (_, n) => String(n + 1)));
    expect(records.slice(1).map((record) => record.old)).toEqual(
      records.slice(0, -1).map((record) => record.new),
    );
  });

  it('tells insertion, change and removal apart by event name and images', async () => {
    await put('plain-events', 'a', 1);
    await put('plain-events', 'a', 2);
    await remove('plain-events', 'a');
    const records = await eventually('3 records', async () => {
      const all = await seen('plain-events');
      return all.length >= 3 && all;
    });
    expect(records.map(({ event, old, new: current }) => [event, old, current])).toEqual([
      ['INSERT', undefined, '1'],
      ['MODIFY', '1', '2'],
      ['REMOVE', '2', undefined],
    ]);
  });

  it('has no record of a write that changes nothing', async () => {
    await put('plain-same', 'a', 1);
    await put('plain-same', 'a', 1);
    await put('plain-same', 'a', 2);
    await eventually('the change', async () =>
      (await seen('plain-same')).some((record) => record.new === '2'),
    );
    expect((await seen('plain-same')).map((record) => record.new)).toEqual(['1', '2']);
  });

  it('delivers only records that the filter of the mapping lets through', async () => {
    await dynamo.send(
      new PutItemCommand({ TableName: stack.table, Item: { pk: { S: 'filtered' }, sk: { S: 'no-number' } } }),
    );
    await put('filtered', 'removed', 1);
    await remove('filtered', 'removed');
    await put('filtered', 'last', 2);
    await eventually('the last', async () => (await seen('filtered')).some((record) => record.sk === 'last'));
    expect((await seen('filtered')).map(({ event, sk }) => [event, sk])).toEqual([
      ['INSERT', 'removed'],
      ['INSERT', 'last'],
    ]);
  });

  it('an expired item leaves a stream record that names the service', async () => {
    const expires = { N: String(Math.floor(Date.now() / 1000) - 60) };
    await dynamo.send(
      new PutItemCommand({ TableName: stack.table, Item: { ...item('expired', 'a', 1), expires } }),
    );
    const removed = await eventually('the removal', async () =>
      (await seen('expired')).find((record) => record.event === 'REMOVE'),
    );
    expect(removed).toMatchObject({
      old: '1',
      user: { type: 'Service', principalId: 'dynamodb.amazonaws.com' },
    });
  });
});

describe.concurrent('a batch that fails', () => {
  it('comes again from the lowest reported record on, and not before it', async () => {
    await put('partial', 'hold', 0, 'hold');
    await busyWith('partial', 'hold');
    for (const sk of ['a', 'b', 'c', 'd', 'e']) {
      await put('partial', sk, 1, sk === 'b' || sk === 'd' ? 'fail once' : undefined);
    }
    await letGo('partial');
    await eventually('everything twice', async () => (await batches('partial')).length >= 3);
    const [, first, second] = await batches('partial');
    expect(first?.map((record) => record.sk)).toEqual(['a', 'b', 'c', 'd', 'e']);
    expect(second).toEqual(first?.slice(1));
  });

  it('holds the later versions of its items back until it succeeds', async () => {
    await put('flaky', 'a', 1, 'throw twice');
    await put('flaky', 'a', 2);
    const records = await eventually('the second version', async () => {
      const all = await seen('flaky');
      return all.filter((record) => record.new === '1').length >= 3 && all.at(-1)?.new === '2' && all;
    });
    const versions = records.map((record) => record.new);
    expect(versions.filter((version) => version === '1')).toHaveLength(3);
    expect(versions.at(-1)).toBe('2');
  });

  it('does not hold up another subscriber of the same stream', async () => {
    await put('slow', 'a', 1, 'hold');
    await busyWith('slow', 'a');
    await put('plain-beside', 'a', 1);
    await eventually('the record', async () => (await seen('plain-beside')).length > 0);
    await letGo('slow');
  });

  it('is halved until the poison record is alone, which is given up with its position', async () => {
    await put('bisected', 'hold', 0, 'hold');
    await busyWith('bisected', 'hold');
    const writes = ['a', 'b', 'c', 'poison', 'e', 'f', 'g', 'h'].map((sk) => ({
      Put: { TableName: stack.table, Item: item('bisected', sk, 1, sk === 'poison' ? 'throw' : undefined) },
    }));
    await dynamo.send(new TransactWriteItemsCommand({ TransactItems: writes }));
    await letGo('bisected');
    const message = await eventually('the given-up record', async () => {
      const { Messages } = await sqs.send(
        new ReceiveMessageCommand({ QueueUrl: stack.givenUp, WaitTimeSeconds: 2 }),
      );
      return Messages?.[0]?.Body;
    });
    const given = JSON.parse(message);
    const poison = (await seen('bisected')).find((record) => record.sk === 'poison');
    expect(given.requestContext.condition).toBe('RetryAttemptsExhausted');
    expect(given.DDBStreamBatchInfo).toMatchObject({
      startSequenceNumber: poison?.sequence,
      endSequenceNumber: poison?.sequence,
      batchSize: 1,
    });
    const succeeded = (all: readonly Batch[]) =>
      all.filter((batch) => !batch.some(({ sk }) => sk === 'poison'));
    await eventually('the others', async () => {
      const names = new Set(
        succeeded(await batches('bisected')).flatMap((batch) => batch.map(({ sk }) => sk)),
      );
      return ['a', 'b', 'c', 'e', 'f', 'g', 'h'].every((sk) => names.has(sk));
    });
  });
});
