import { describe, expect, it } from 'vitest';
import { execute } from '#shared/aggregate/execute.ts';
import { streamOf } from '#shared/aggregate/stored-state.ts';
import { shardOf } from '#shared/event-store/address.ts';
import { duePartitionOf, itemOf, pageItemOf, tipOf } from '#shared/event-store/dynamo-item.ts';
import { dueShardOf, OLD_DUE_SHARDS } from '#shared/event-store/event-store.ts';
import { createInMemoryStore } from '#shared/event-store/in-memory.ts';
import { contextFor, counter, newAccount } from './counter.ts';

const account = newAccount('item');
const stream = (key: string) => streamOf(counter, account, key);

/** The tip of a counter that is due. */
async function dueTip(key: string) {
  const store = createInMemoryStore();
  for (const command of [{ kind: 'open', label: key } as const, { kind: 'add', by: -1 } as const])
    await execute(store, counter, { key, command, context: contextFor(account) });
  return (await store.load(stream(key)))!;
}

describe('the item of a tip', () => {
  it('has the names and keys that are the format of the table', async () => {
    const tip = await dueTip('k');
    const shard = shardOf('k', counter.shards);
    expect(itemOf(stream('k'), tip)).toEqual({
      PK: `ACCOUNT#${account}#${shard}`,
      SK: 'COUNTER#k',
      Type: 'Counter',
      Key: 'k',
      Account: account,
      Version: 2,
      Schema: 1,
      Data: { label: 'k', total: -1 },
      Events: tip.events,
      Recent: tip.recent,
      Clock: { memory: { count: 2, at: '2026-11-24T08:00:00.000Z' } },
      Summary: { label: 'k', total: -1 },
      GSI1PK: `ACCOUNT#${account}#TYPE#counter#${shard}`,
      GSI1SK: 'LABEL#k',
      GSI2PK: `ACCOUNT#${account}#STATUS#used#${shard}`,
      GSI2SK: 'TOTAL#0000-1',
      GSI3PK: `DUE#v2#${shardOf('k', 8)}`,
      GSI3SK: '2026-01-01T00:00:00.000Z',
    });
  });

  it('is due in a shard of its own, as no query of due things knows how an account is spread', async () => {
    const keys = Array.from({ length: 20 }, (_, at) => `k${at}`);
    const apart = keys.find((key) => shardOf(key, 8) !== shardOf(key, counter.shards))!;
    const { GSI3PK } = itemOf(stream(apart), await dueTip(apart));
    expect(GSI3PK).toBe(`DUE#v2#${shardOf(apart, 8)}`);
  });

  it('is read from an old partition of due things, and moves to a new one with its next write', async () => {
    const tip = await dueTip('k');
    const read = tipOf({ ...itemOf(stream('k'), tip), GSI3PK: `DUE#${shardOf('k', 4)}` });
    expect(read).toEqual(tip);
    expect(itemOf(stream('k'), read).GSI3PK).toBe(`DUE#v2#${shardOf('k', 8)}`);
  });

  it('is due in a partition that a sweep reads after all the old ones', () => {
    const shards = new Set(Array.from({ length: 200 }, (_, at) => duePartitionOf(dueShardOf(`k${at}`))));
    expect([...shards].toSorted()).toEqual(Array.from({ length: 8 }, (_, shard) => `DUE#v2#${shard}`));
    const old = Array.from({ length: OLD_DUE_SHARDS }, (_, shard) => duePartitionOf(shard));
    expect(old).toEqual(['DUE#0', 'DUE#1', 'DUE#2', 'DUE#3']);
  });

  it('leaves the due index when nothing is due any more, and reads back as it was', async () => {
    const tip = await dueTip('k');
    expect(tipOf(itemOf(stream('k'), tip))).toEqual(tip);
    const { due: _, ...index } = tip.index;
    const quiet = { ...tip, index };
    expect(itemOf(stream('k'), quiet)).not.toHaveProperty('GSI3PK');
    expect(tipOf(itemOf(stream('k'), quiet))).toEqual(quiet);
  });
});

it('a page of events is named by its last version, in ten digits, beside its tip', async () => {
  const tip = await dueTip('k');
  const item = pageItemOf({ stream: stream('k'), tip, expectedVersion: 2, page: tip.events });
  const { PK, SK } = itemOf(stream('k'), tip);
  expect(item).toEqual({
    PK,
    SK: expect.stringMatching(/^EVENTS#[0-9a-f]{32}#0000000002$/),
    Events: tip.events,
  });
  expect(item.SK).not.toContain(String(SK));
});
