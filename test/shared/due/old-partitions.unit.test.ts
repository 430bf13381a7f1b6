import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { expect, it } from 'vitest';
import { sweep } from '#shared/due/sweep.ts';
import { InMemorySweepMemory } from '#shared/due/sweep-memory.ts';
import { DynamoEventStore } from '#shared/event-store/dynamo-store.ts';
import { InMemoryQueue } from '#shared/messaging/in-memory.ts';

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
