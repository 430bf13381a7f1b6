import { describe, expect, it } from 'vitest';
import { TransientFailure } from '#schemas/errors.ts';
import { execute } from '#shared/aggregate/execute.ts';
import { listBase } from '#shared/aggregate/list-base.ts';
import { listIndex } from '#shared/aggregate/list-index.ts';
import { purge } from '#shared/aggregate/purge.ts';
import { streamOf } from '#shared/aggregate/stored-state.ts';
import { DUE_SHARDS } from '#shared/event-store/event-store.ts';
import { createInMemoryStore } from '#shared/event-store/in-memory.ts';
import type { StoreHooks } from '#shared/event-store/in-memory-hooks.ts';
import { type CounterCommand, contextFor, counter, newAccount, show } from './counter.ts';

function world(hooks: StoreHooks = {}) {
  const [store, account] = [createInMemoryStore('memory', hooks), newAccount('seams')];
  const run = (command: CounterCommand, key = 'k') =>
    execute(store, counter, { key, command, context: contextFor(account) });
  return { store, account, run, stream: streamOf(counter, account, 'k') };
}

const open: CounterCommand = { kind: 'open', label: 'k' };
const one: CounterCommand = { kind: 'add', by: 1 };

describe('an event store in memory', () => {
  it('tells each write that went through, with what was there before, in order', async () => {
    const { store, account, run, stream } = world();
    await run(open);
    await run(one);
    await store.write({ stream, expectedVersion: 7, tip: (await store.load(stream))!, page: [] });
    await purge(store, counter, account, 'k', { version: 2, now: '2026-11-25T10:00:00.000Z' });
    const versions = store.outbox.map(({ sequence, before, after }) => [
      sequence,
      before?.version,
      after.version,
    ]);
    expect(versions).toEqual([
      [1, undefined, 1],
      [2, 1, 2],
      [3, 2, 3],
    ]);
    expect(store.outbox.at(-1)).toMatchObject({
      stream: { key: 'k' },
      after: { purgedAt: expect.any(String) },
    });
  });

  it('shares what it holds, and lets nobody change it', async () => {
    const { store, run, stream } = world();
    await run(open);
    const tip = (await store.load(stream))!;
    expect(await store.load(stream)).toBe(tip);
    expect(() => Object.assign(tip.data, { total: 9 })).toThrow(TypeError);
    expect(() => Object.assign(tip.events[0]!.metadata, { actor: 'x' })).toThrow(TypeError);
    await run(one);
    expect((await store.load(stream))?.events[0]).toBe(tip.events[0]);
  });

  it('keeps what it was given as it was, whatever becomes of the original', async () => {
    const { store, run, stream } = world();
    await run(open);
    const tip = (await store.load(stream))!;
    const given = { ...tip, version: 2, data: { label: 'k', total: 1, none: undefined } as never };
    await store.write({ stream, expectedVersion: 1, tip: given, page: [] });
    Object.assign(given.data, { total: 9 });
    expect((await store.load(stream))?.data).toEqual({ label: 'k', total: 1 });
    expect((await store.load(stream))?.data).not.toHaveProperty('none');
  });

  it('shows in its indexes what they have been told of, and never goes back', async () => {
    let lag = 1;
    const { store, account, run } = world({ indexLag: () => lag });
    await run(open, 'a');
    await run(open, 'b');
    await run({ kind: 'add', by: -1 }, 'a');
    const list = { index: 'byType', partition: 'TYPE#counter', limit: 5 } as const;
    const listed = async () =>
      (await listIndex(store, counter, account, { ...list, show })).items
        .map(({ key, version }) => [key, version])
        .toSorted();
    const due = async () => {
      const found: string[] = [];
      for (let shard = 0; shard < DUE_SHARDS; shard += 1)
        for await (const { address } of store.due(shard, '2026-06-01T00:00:00.000Z')) found.push(address.SK);
      return found;
    };
    expect(await listed()).toEqual([
      ['a', 1],
      ['b', 1],
    ]);
    expect(await due()).toEqual([]);
    expect((await listBase(store, counter, account, { limit: 5, show })).items).toHaveLength(2);
    lag = 0;
    expect(await due()).toEqual(['COUNTER#a']);
    lag = 3;
    expect((await listed())[0]).toEqual(['a', 2]);
  });

  it('can be busy: a write is then tried again, after a pause', async () => {
    const [busy, pauses]: [boolean[], number[]] = [[true, true], []];
    const { run, store } = world({
      busy: () => busy.shift() ?? false,
      pause: async (attempt) => void pauses.push(attempt),
    });
    expect(await run(open)).toMatchObject({ version: 1 });
    expect(pauses).toEqual([1, 2]);
    expect(store.usage).toMatchObject({ writes: 3, refused: 2 });
  });

  it('lets a hook end a call before it reaches the table, or lose its answer behind it', async () => {
    const lost = new TransientFailure('unavailable', 'the connection broke');
    let fail: 'before' | 'after' | undefined;
    const seen: string[] = [];
    const hook = (when: 'before' | 'after') => async (operation: { kind: string; of: string }) => {
      if (when === 'before') seen.push(`${operation.kind} ${operation.of}`);
      if (operation.kind === 'write' && fail === when) throw lost;
    };
    const { run, store, stream } = world({ before: hook('before'), after: hook('after') });
    fail = 'before';
    await expect(run(open)).rejects.toBe(lost);
    expect(await store.load(stream)).toBeUndefined();
    fail = 'after';
    await expect(run(open)).rejects.toBe(lost);
    expect(await store.load(stream)).toMatchObject({ version: 1 });
    expect(seen.slice(0, 2)).toEqual(['read COUNTER#k', 'write COUNTER#k']);
  });

  it('counts what it was asked, and in units where it is told to', async () => {
    const { run, store } = world({ metered: true });
    await run(open);
    expect(store.usage).toEqual({ reads: 1, writes: 1, refused: 0, readUnits: 1, writeUnits: 1 });
    await run({ kind: 'add', by: 1, note: 'x'.repeat(3_000) });
    const before = store.usage;
    await run(one);
    // The large event leaves for a page: two items, in a transaction, which costs twice.
    expect(store.usage.writeUnits - before.writeUnits).toBeGreaterThanOrEqual(2 * (1 + 4));
    expect(store.usage.readUnits - before.readUnits).toBe(2);
  });
});
