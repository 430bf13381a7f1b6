import { randomUUID } from 'node:crypto';
import {
  ConditionalCheckFailedException,
  DescribeContinuousBackupsCommand,
  DescribeTimeToLiveCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  TransactionCanceledException,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from 'vitest';
import { ref, stackOf, table } from './fixture.ts';

const dynamo = new DynamoDBClient({});

const stack = stackOf(
  {
    Table: table(
      {
        GlobalSecondaryIndexes: [
          {
            IndexName: 'Due',
            KeySchema: [
              { AttributeName: 'due', KeyType: 'HASH' },
              { AttributeName: 'at', KeyType: 'RANGE' },
            ],
            Projection: { ProjectionType: 'KEYS_ONLY' },
          },
          {
            IndexName: 'Type',
            KeySchema: [{ AttributeName: 'type', KeyType: 'HASH' }],
            Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['summary'] },
          },
        ],
        TimeToLiveSpecification: { AttributeName: 'expires', Enabled: true },
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      },
      ['due', 'at', 'type'],
    ),
  },
  { table: ref('Table') },
);

const key = (pk: string, sk = 'a') => ({ pk: { S: pk }, sk: { S: sk } });
const version = (n: number) => ({ version: { N: String(n) } });

const put = (pk: string, n: number) =>
  new PutItemCommand({
    TableName: stack.table,
    Item: { ...key(pk), ...version(n) },
    ConditionExpression: 'attribute_not_exists(pk) OR version = :expected',
    ExpressionAttributeValues: { ':expected': { N: String(n - 1) } },
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
  });

describe.concurrent('conditional writes', () => {
  it('a put whose condition fails brings back the item that is there', async () => {
    await dynamo.send(put('old', 1));
    const error = await dynamo.send(put('old', 1)).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(ConditionalCheckFailedException);
    expect((error as ConditionalCheckFailedException).Item).toEqual({ ...key('old'), ...version(1) });
  });

  it('a put under attribute_not_exists succeeds once', async () => {
    const once = () =>
      new PutItemCommand({
        TableName: stack.table,
        Item: key('once'),
        ConditionExpression: 'attribute_not_exists(pk)',
      });
    await dynamo.send(once());
    await expect(dynamo.send(once())).rejects.toThrow(ConditionalCheckFailedException);
  });

  it('of 16 racing writers of one version exactly one wins, each time', async () => {
    for (let n = 1; n <= 5; n++) {
      const results = await Promise.allSettled(Array.from({ length: 16 }, () => dynamo.send(put('race', n))));
      expect(results.filter((result) => result.status === 'fulfilled')).toHaveLength(1);
    }
  });

  it('an update changes the named attributes, keeps the rest, and returns the new item', async () => {
    await dynamo.send(
      new PutItemCommand({ TableName: stack.table, Item: { ...key('update'), kept: { S: 'x' } } }),
    );
    const { Attributes } = await dynamo.send(
      new UpdateItemCommand({
        TableName: stack.table,
        Key: key('update'),
        UpdateExpression: 'SET version = if_not_exists(version, :zero) + :one',
        ExpressionAttributeValues: { ':zero': { N: '0' }, ':one': { N: '1' } },
        ReturnValues: 'ALL_NEW',
      }),
    );
    expect(Attributes).toEqual({ ...key('update'), ...version(1), kept: { S: 'x' } });
  });
});

describe.concurrent('transactions', () => {
  const transaction = (first: string, second: string, token?: string) =>
    new TransactWriteItemsCommand({
      ...(token ? { ClientRequestToken: token } : {}),
      TransactItems: [first, second].map((pk) => ({
        Put: {
          TableName: stack.table,
          Item: { ...key(pk), ...version(1) },
          ConditionExpression: 'attribute_not_exists(pk)',
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        },
      })),
      ReturnConsumedCapacity: 'TOTAL',
    });

  it('the reasons of a cancelled transaction stand in the order of its writes, with the item that was there', async () => {
    await dynamo.send(put('taken', 1));
    const error = await dynamo.send(transaction('free', 'taken')).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(TransactionCanceledException);
    const reasons = (error as TransactionCanceledException).CancellationReasons;
    expect(reasons?.map((reason) => reason.Code)).toEqual(['None', 'ConditionalCheckFailed']);
    expect(reasons?.[1]?.Item).toEqual({ ...key('taken'), ...version(1) });
  });

  it('a cancelled transaction writes nothing', async () => {
    await dynamo.send(put('taken-too', 1));
    await expect(dynamo.send(transaction('untouched', 'taken-too'))).rejects.toThrow(
      TransactionCanceledException,
    );
    const { Item } = await dynamo.send(
      new GetItemCommand({ TableName: stack.table, Key: key('untouched'), ConsistentRead: true }),
    );
    expect(Item).toBeUndefined();
  });

  it('a transaction sent again with its token succeeds without writing again', async () => {
    const token = randomUUID();
    await dynamo.send(transaction('token-a', 'token-b', token));
    await expect(dynamo.send(transaction('token-a', 'token-b', token))).resolves.toBeDefined();
  });

  it('a token with other contents is refused', async () => {
    const token = randomUUID();
    await dynamo.send(transaction('token-c', 'token-d', token));
    await expect(dynamo.send(transaction('token-e', 'token-f', token))).rejects.toMatchObject({
      name: 'IdempotentParameterMismatchException',
    });
  });
});

describe.concurrent('reads', () => {
  it('a consistent read sees the write before it', async () => {
    for (let n = 1; n <= 20; n++) {
      await dynamo.send(put('consistent', n));
      const { Item } = await dynamo.send(
        new GetItemCommand({ TableName: stack.table, Key: key('consistent'), ConsistentRead: true }),
      );
      expect(Item).toMatchObject(version(n));
    }
  });

  it('a query in pages comes to every item once, in the order of the sort key', async () => {
    const names = Array.from({ length: 25 }, (_, n) => String(n).padStart(2, '0'));
    await Promise.all(
      names.map((sk) => dynamo.send(new PutItemCommand({ TableName: stack.table, Item: key('pages', sk) }))),
    );
    const seen: (string | undefined)[] = [];
    let next: Record<string, { S: string }> | undefined;
    let pages = 0;
    do {
      const page = await dynamo.send(
        new QueryCommand({
          TableName: stack.table,
          KeyConditionExpression: 'pk = :pk',
          ExpressionAttributeValues: { ':pk': { S: 'pages' } },
          Limit: 10,
          ConsistentRead: true,
          ...(next ? { ExclusiveStartKey: next } : {}),
        }),
      );
      seen.push(...(page.Items ?? []).map((item) => item.sk?.S));
      next = page.LastEvaluatedKey as typeof next;
      pages += 1;
    } while (next);
    expect(seen).toEqual(names);
    expect(pages).toBe(3);
  });

  it('a page ends at 1 MB', async () => {
    const data = { S: 'x'.repeat(300 * 1024) };
    for (const sk of ['1', '2', '3', '4', '5']) {
      await dynamo.send(
        new PutItemCommand({ TableName: stack.table, Item: { ...key('megabyte', sk), data } }),
      );
    }
    const { Items, LastEvaluatedKey } = await dynamo.send(
      new QueryCommand({
        TableName: stack.table,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': { S: 'megabyte' } },
      }),
    );
    expect(Items?.length).toBeLessThan(5);
    expect(LastEvaluatedKey).toEqual(key('megabyte', Items?.at(-1)?.sk?.S));
  });

  it('a sparse index holds only the items with its key, and only their keys', async () => {
    await dynamo.send(
      new PutItemCommand({
        TableName: stack.table,
        Item: { ...key('due'), due: { S: 'shard' }, at: { S: '2' }, other: { S: 'x' } },
      }),
    );
    await dynamo.send(new PutItemCommand({ TableName: stack.table, Item: key('not-due') }));
    const { Items } = await dynamo.send(
      new QueryCommand({
        TableName: stack.table,
        IndexName: 'Due',
        KeyConditionExpression: 'due = :due AND #at < :now',
        ExpressionAttributeNames: { '#at': 'at' },
        ExpressionAttributeValues: { ':due': { S: 'shard' }, ':now': { S: '3' } },
      }),
    );
    expect(Items).toEqual([{ ...key('due'), due: { S: 'shard' }, at: { S: '2' } }]);
  });

  it('an item that loses its index key leaves the index', async () => {
    const indexed = () =>
      dynamo.send(
        new QueryCommand({
          TableName: stack.table,
          IndexName: 'Type',
          KeyConditionExpression: '#type = :type',
          ExpressionAttributeNames: { '#type': 'type' },
          ExpressionAttributeValues: { ':type': { S: 'leaves' } },
        }),
      );
    const item = { ...key('leaves'), summary: { S: 's' }, secret: { S: 'x' } };
    await dynamo.send(
      new PutItemCommand({ TableName: stack.table, Item: { ...item, type: { S: 'leaves' } } }),
    );
    expect((await indexed()).Items).toEqual([
      { ...key('leaves'), type: { S: 'leaves' }, summary: { S: 's' } },
    ]);
    await dynamo.send(new PutItemCommand({ TableName: stack.table, Item: item }));
    expect((await indexed()).Items).toEqual([]);
  });

  it('a write that rewrites the sort key of an index moves the item within it', async () => {
    const at = (time: string) =>
      new PutItemCommand({
        TableName: stack.table,
        Item: { ...key('moves'), due: { S: 'moves' }, at: { S: time } },
      });
    await dynamo.send(at('1'));
    await dynamo.send(at('9'));
    const { Items } = await dynamo.send(
      new QueryCommand({
        TableName: stack.table,
        IndexName: 'Due',
        KeyConditionExpression: 'due = :due',
        ExpressionAttributeValues: { ':due': { S: 'moves' } },
      }),
    );
    expect(Items?.map((item) => item.at?.S)).toEqual(['9']);
  });
});

describe.concurrent('consumed capacity', () => {
  it('a write tells the units that it consumed, one per KB', async () => {
    const { ConsumedCapacity } = await dynamo.send(
      new PutItemCommand({
        TableName: stack.table,
        Item: { ...key('units'), data: { S: 'x'.repeat(2500) } },
        ReturnConsumedCapacity: 'TOTAL',
      }),
    );
    expect(ConsumedCapacity?.CapacityUnits).toBe(3);
  });

  it('a consistent read consumes one unit per 4 KB', async () => {
    await dynamo.send(
      new PutItemCommand({
        TableName: stack.table,
        Item: { ...key('read-units'), data: { S: 'x'.repeat(5000) } },
      }),
    );
    const { ConsumedCapacity } = await dynamo.send(
      new GetItemCommand({
        TableName: stack.table,
        Key: key('read-units'),
        ConsistentRead: true,
        ReturnConsumedCapacity: 'TOTAL',
      }),
    );
    expect(ConsumedCapacity?.CapacityUnits).toBe(2);
  });

  it('a transaction consumes twice the units of its writes', async () => {
    const { ConsumedCapacity } = await dynamo.send(
      new TransactWriteItemsCommand({
        TransactItems: ['units-a', 'units-b'].map((pk) => ({
          Put: { TableName: stack.table, Item: key(pk) },
        })),
        ReturnConsumedCapacity: 'TOTAL',
      }),
    );
    expect(ConsumedCapacity?.[0]?.CapacityUnits).toBe(4);
  });
});

describe.concurrent('limits', () => {
  it('an item over 400 KB is refused', async () => {
    const large = new PutItemCommand({
      TableName: stack.table,
      Item: { ...key('large'), data: { S: 'x'.repeat(410 * 1024) } },
    });
    await expect(dynamo.send(large)).rejects.toMatchObject({ name: 'ValidationException' });
  });

  it('an item of 390 KB is taken and comes back whole', async () => {
    const data = { B: new Uint8Array(390 * 1024).fill(7) };
    await dynamo.send(new PutItemCommand({ TableName: stack.table, Item: { ...key('big'), data } }));
    const { Item } = await dynamo.send(
      new GetItemCommand({ TableName: stack.table, Key: key('big'), ConsistentRead: true }),
    );
    expect(Item?.data).toEqual(data);
  });

  it('a sort key over 1024 bytes is refused', async () => {
    const long = new PutItemCommand({ TableName: stack.table, Item: key('long', 'x'.repeat(1025)) });
    await expect(dynamo.send(long)).rejects.toMatchObject({ name: 'ValidationException' });
  });
});

describe.concurrent('settings of a template', () => {
  it('time to live is on for the attribute of the template', async () => {
    const { TimeToLiveDescription } = await dynamo.send(
      new DescribeTimeToLiveCommand({ TableName: stack.table }),
    );
    expect(TimeToLiveDescription).toMatchObject({ AttributeName: 'expires', TimeToLiveStatus: 'ENABLED' });
  });

  it('point-in-time recovery is on', async () => {
    const { ContinuousBackupsDescription } = await dynamo.send(
      new DescribeContinuousBackupsCommand({ TableName: stack.table }),
    );
    expect(ContinuousBackupsDescription?.PointInTimeRecoveryDescription?.PointInTimeRecoveryStatus).toBe(
      'ENABLED',
    );
  });
});
