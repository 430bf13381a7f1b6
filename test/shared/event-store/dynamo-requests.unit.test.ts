import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { execute } from '#shared/aggregate/execute.ts';
import { loadAggregate } from '#shared/aggregate/history.ts';
import { streamOf } from '#shared/aggregate/stored-state.ts';
import { itemOf, pageItemOf } from '#shared/event-store/dynamo-item.ts';
import { DynamoEventStore } from '#shared/event-store/dynamo-store.ts';
import { createInMemoryStore } from '#shared/event-store/in-memory.ts';
import { contextFor, counter, newAccount } from './counter.ts';

const dynamo = mockClient(DynamoDBDocumentClient);
const client = DynamoDBDocumentClient.from(new DynamoDBClient({ region: 'us-east-1' }));
const store = new DynamoEventStore(client, 'table', 'us-east-1');
const account = newAccount('requests');
const stream = streamOf(counter, account, 'k');
const PK = `ACCOUNT#${account}#0`;

/** A counter with three events, all of them in its tip. */
async function tipOfThree() {
  const memory = createInMemoryStore();
  const run = (command: Parameters<typeof counter.decide>[0]) =>
    execute(memory, counter, { key: 'k', command, context: contextFor(account) });
  await run({ kind: 'open', label: 'k' });
  await run({ kind: 'add-each', each: [1, 2] });
  return (await memory.load(stream))!;
}

const queries = () => dynamo.commandCalls(QueryCommand).map((call) => call.args[0].input);
const entry = (SK: string) => ({ PK, SK, Key: SK, Version: 1, Summary: {}, GSI1SK: 's', GSI2SK: 's' });

beforeEach(() => dynamo.reset());

describe('a read', () => {
  it('of one thing, of its pages and of the base table is consistent', async () => {
    dynamo.on(GetCommand).resolves({}).on(QueryCommand).resolves({ Items: [] });
    expect(await loadAggregate(store, counter, account, 'k')).toBeUndefined();
    expect(dynamo.commandCalls(GetCommand)[0]?.args[0].input.ConsistentRead).toBe(true);
    await store.paged(stream, 0, 1);
    await store.queryBase({ accountId: account, shard: 0, prefix: 'COUNTER', keyPrefix: '', limit: 1 });
    expect(queries().map(({ ConsistentRead }) => ConsistentRead)).toEqual([true, true]);
  });

  it('of pages begins with the one that holds the wanted version, and drops earlier events', async () => {
    const tip = await tipOfThree();
    const page = pageItemOf({ stream, tip, expectedVersion: 3, page: tip.events });
    dynamo.on(QueryCommand).resolves({ Items: [page] });
    expect((await store.paged(stream, 1, 10)).map((event) => event.aggregate_version)).toEqual([2, 3]);
    const { ':from': from, ':to': to } = queries()[0]?.ExpressionAttributeValues ?? {};
    expect(from).toMatch(/#0000000002$/);
    expect(from < page.SK! && page.SK! < to).toBe(true);
  });

  it('of pages goes on where DynamoDB cut it off, until there is enough', async () => {
    const tip = await tipOfThree();
    const [first, ...others] = tip.events;
    const page = (events: typeof tip.events) => pageItemOf({ stream, tip, expectedVersion: 3, page: events });
    const LastEvaluatedKey = { PK, SK: 'first' };
    const asked = async (limit: number) => {
      dynamo.reset();
      dynamo
        .on(QueryCommand)
        .resolvesOnce({ Items: [page([first!])], LastEvaluatedKey })
        .resolves({ Items: [page(others)], LastEvaluatedKey });
      const events = await store.paged(stream, 0, limit);
      return { events: events.length, starts: queries().map(({ ExclusiveStartKey }) => ExclusiveStartKey) };
    };
    expect(await asked(1)).toEqual({ events: 1, starts: [undefined] });
    expect(await asked(2)).toEqual({ events: 3, starts: [undefined, LastEvaluatedKey] });
  });

  it.each([
    ['byType', 'GSI1'],
    ['byStatus', 'GSI2'],
  ] as const)(
    'of the index %s begins behind the item given last, and is one page of DynamoDB',
    async (index, name) => {
      dynamo.on(QueryCommand).resolves({ Items: [entry('a'), entry('b')], LastEvaluatedKey: entry('b') });
      const after = { sort: 's', SK: 'x' };
      const query = {
        accountId: account,
        index,
        partition: 'P',
        shard: 0,
        limit: 3,
        after,
        from: 'a',
        to: 'z',
      };
      expect(await store.queryIndex({ ...query, descending: true })).toMatchObject({
        items: [{ key: 'a' }, { key: 'b' }],
        next: { sort: 's', SK: 'b' },
      });
      const pk = `ACCOUNT#${account}#P#0`;
      expect(queries()).toHaveLength(1);
      expect(queries()[0]).toMatchObject({
        IndexName: name,
        ScanIndexForward: false,
        Limit: 3,
        ExpressionAttributeValues: { ':pk': pk, ':from': 'a', ':to': 'z' },
        ExclusiveStartKey: { PK, SK: 'x', [`${name}PK`]: pk, [`${name}SK`]: 's' },
      });
      await store.queryIndex({ ...query, descending: false, limit: 1 });
      expect(queries()[1]).toMatchObject({ ScanIndexForward: true });
      expect(queries()).toHaveLength(2);
    },
  );

  it('of the base table begins behind the key given last, and is one page of DynamoDB', async () => {
    const Items = [itemOf(stream, await tipOfThree())];
    const ConsumedCapacity = { CapacityUnits: 256 };
    dynamo.on(QueryCommand).resolves({ Items, LastEvaluatedKey: { PK, SK: 'COUNTER#z' }, ConsumedCapacity });
    const query = {
      accountId: account,
      shard: 0,
      prefix: 'COUNTER',
      keyPrefix: 'k',
      limit: 2,
      after: 'COUNTER#a',
    };
    const slice = await store.queryBase(query);
    expect(slice).toMatchObject({ items: [{ SK: 'COUNTER#k' }], next: 'COUNTER#z', bytes: 1024 * 1024 });
    expect(queries()).toHaveLength(1);
    expect(queries()[0]).toMatchObject({
      Limit: 2,
      ReturnConsumedCapacity: 'TOTAL',
      ExpressionAttributeValues: { ':pk': PK, ':from': 'COUNTER#k' },
      ExclusiveStartKey: { PK, SK: 'COUNTER#a' },
    });
  });
});

describe('a write', () => {
  it('of a new thing asks that nothing is there, and one of a known thing for its version; both ask for the winner', async () => {
    dynamo.on(PutCommand).resolves({});
    const tip = await tipOfThree();
    for (const expectedVersion of [0, 2]) await store.write({ stream, tip, expectedVersion, page: [] });
    const puts = dynamo.commandCalls(PutCommand).map((call) => call.args[0].input);
    expect(puts).toMatchObject([
      {
        TableName: 'table',
        Item: itemOf(stream, tip),
        ConditionExpression: 'attribute_not_exists(PK)',
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      },
      {
        ConditionExpression: 'Version = :version AND attribute_not_exists(Fold)',
        ExpressionAttributeValues: { ':version': 2 },
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      },
    ]);
  });
});
