import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand, PutCommand, type PutCommandInput } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { DynamoSweepMemory } from '#shared/due/dynamo-sweep-memory.ts';
import { InMemorySweepMemory, type SweepMemory } from '#shared/due/sweep-memory.ts';

const dynamo = mockClient(DynamoDBDocumentClient);
const items = new Map<string, Record<string, unknown>>();

beforeEach(() => {
  items.clear();
  dynamo.reset();
  dynamo.on(GetCommand).callsFake(({ Key }) => ({ Item: items.get(Key.SK) }));
  dynamo.on(PutCommand).callsFake(({ Item, ConditionExpression }: PutCommandInput) => {
    expect(ConditionExpression).toBe('attribute_not_exists(PK) OR #at < :at');
    const known = items.get(Item?.SK);
    if (known && String(known.At) >= Item?.At)
      throw new ConditionalCheckFailedException({ message: 'no', $metadata: {} });
    items.set(Item?.SK, Item ?? {});
    return {};
  });
});

describe.each<[string, () => SweepMemory]>([
  ['in memory', () => new InMemorySweepMemory()],
  ['in a table', () => new DynamoSweepMemory(dynamo as unknown as DynamoDBDocumentClient, 'table')],
])('the memory of sweeps %s', (_name, memoryFor) => {
  it('keeps the latest success of each shard, whichever of two sweeps ends last', async () => {
    const memory = memoryFor();
    expect(await memory.lastSuccess(0)).toBeUndefined();
    await memory.succeeded(0, '2026-11-24T08:01:00.000Z');
    await memory.succeeded(0, '2026-11-24T08:00:00.000Z');
    await memory.succeeded(1, '2026-11-24T07:00:00.000Z');
    expect(await memory.lastSuccess(0)).toBe('2026-11-24T08:01:00.000Z');
    expect(await memory.lastSuccess(1)).toBe('2026-11-24T07:00:00.000Z');
  });
});
