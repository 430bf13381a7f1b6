import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { expect, it } from 'vitest';
import { execute } from '#shared/aggregate/execute.ts';
import { streamOf } from '#shared/aggregate/stored-state.ts';
import { sweep } from '#shared/due/sweep.ts';
import { InMemorySweepMemory } from '#shared/due/sweep-memory.ts';
import { DynamoEventStore } from '#shared/event-store/dynamo-store.ts';
import { createInMemoryStore } from '#shared/event-store/in-memory.ts';
import { InMemoryQueue } from '#shared/messaging/in-memory.ts';
import { contextFor, counter, newAccount } from '../event-store/counter.ts';

/** As the version before spelled them: it sweeps these and no others. */
const SWEPT_BY_THE_VERSION_BEFORE = ['DUE#0', 'DUE#1', 'DUE#2', 'DUE#3'];

const DUE = '2026-11-24T08:00:00.000Z';

it('sends what lies in old partitions of due things and in new ones, with one query for each partition', async () => {
  const dynamo = mockClient(DynamoDBDocumentClient);
  dynamo.on(QueryCommand).callsFake(({ ExpressionAttributeValues: values }) => ({
    Items: [{ PK: 'ACCOUNT#a#0', SK: `in ${values[':pk']}`, GSI3PK: values[':pk'], GSI3SK: DUE }],
  }));
  const client = DynamoDBDocumentClient.from(new DynamoDBClient({ region: 'us-east-1' }));
  const store = new DynamoEventStore(client, 'table', 'us-east-1', async () => {});
  const queue = new InMemoryQueue();
  await sweep({ store, queue, memory: new InMemorySweepMemory() }, DUE);
  const partitions = [
    ...[0, 1, 2, 3].map((shard) => `in DUE#${shard}`),
    ...[0, 1, 2, 3, 4, 5, 6, 7].map((shard) => `in DUE#v2#${shard}`),
  ];
  expect(queue.taken.map(({ body }) => JSON.parse(body).SK).toSorted()).toEqual(partitions);
  expect(dynamo.commandCalls(QueryCommand)).toHaveLength(12);
});

it.each([
  ['old', (partition: string) => SWEPT_BY_THE_VERSION_BEFORE.includes(partition)],
  ['new', (partition: string) => /^DUE#v2#[0-7]$/.test(partition)],
] as const)('writes what is due where a stage says: %s', async (into, isThere) => {
  const dynamo = mockClient(DynamoDBDocumentClient);
  dynamo.on(PutCommand).resolves({});
  const client = DynamoDBDocumentClient.from(new DynamoDBClient({ region: 'us-east-1' }));
  const store = new DynamoEventStore(client, 'table', 'us-east-1', async () => {}, into);
  const account = newAccount(`due-${into}`);
  const memory = createInMemoryStore();
  for (let n = 0; n < 40; n += 1) {
    const key = `k${n}`;
    await execute(memory, counter, {
      key,
      command: { kind: 'open', label: key },
      context: contextFor(account),
    });
    const stream = streamOf(counter, account, key);
    const tip = (await memory.load(stream))!;
    const due = { ...tip, index: { ...tip.index, due: DUE } };
    await store.write({ stream, expectedVersion: 0, tip: due, page: [] });
  }
  const partitions = dynamo.commandCalls(PutCommand).map((call) => call.args[0].input.Item?.GSI3PK);
  expect(new Set(partitions).size).toBe(into === 'old' ? 4 : 8);
  for (const partition of partitions) expect(partition).toSatisfy(isThere);
});
