import { describe, expect, it } from 'vitest';
import { Refusal, VersionConflict } from '#schemas/errors.ts';
import type { AccountId } from '#schemas/primitives.ts';
import { execute } from '#shared/aggregate/execute.ts';
import { historyOf, loadAggregate } from '#shared/aggregate/history.ts';
import type { Listed } from '#shared/aggregate/list.ts';
import { type BaseCursor, listBase, listSummaries } from '#shared/aggregate/list-base.ts';
import { type IndexCursor, type IndexRange, listIndex } from '#shared/aggregate/list-index.ts';
import { DUE_SHARDS, dueShardOf, type EventStore } from '#shared/event-store/event-store.ts';
import { RECENT_COMMANDS } from '#shared/event-store/recent.ts';
import { countersConformance } from './conformance-counters.ts';
import { fenceConformance } from './conformance-fences.ts';
import { guardConformance } from './conformance-guards.ts';
import { lostAnswerConformance } from './conformance-lost-answers.ts';
import { onceConformance } from './conformance-once.ts';
import { purgeConformance } from './conformance-purge.ts';
import { refoldConformance } from './conformance-refold.ts';
import { type CounterCommand, contextFor, counter, newAccount, show } from './counter.ts';

const run = (
  store: EventStore,
  accountId: AccountId,
  key: string,
  command: CounterCommand,
  commandId?: string,
  body?: string,
) => execute(store, counter, { key, command, context: contextFor(accountId, commandId, body) });

const opened = async (store: EventStore, accountId: AccountId, key = 'k') => {
  await execute(store, counter, {
    key,
    command: { kind: 'open', label: key },
    context: contextFor(accountId),
    assume: 'absent',
  });
};

const versionsOf = async (store: EventStore, accountId: AccountId, key: string): Promise<number[]> =>
  (await historyOf(store, counter, accountId, key, { limit: 1_000 }))?.events.map(
    (event) => event.aggregate_version,
  ) ?? [];

const upTo = (version: number): number[] => Array.from({ length: version }, (_, at) => at + 1);

/** What every event store must do, whatever it stands on. */
export function eventStoreConformance(name: string, storeFor: () => EventStore): void {
  describe(`an event store ${name}`, () => {
    it('creates a thing at version 1 and reads it back at once', async () => {
      const [store, account] = [storeFor(), newAccount('create')];
      await opened(store, account);
      expect(await loadAggregate(store, counter, account, 'k')).toEqual({
        state: { label: 'k', total: 0 },
        version: 1,
      });
    });

    it('refuses what the domain refuses and writes nothing', async () => {
      const [store, account] = [storeFor(), newAccount('refuse')];
      await expect(run(store, account, 'none', { kind: 'add', by: 1 })).rejects.toMatchObject({
        code: 'not-found',
      });
      await opened(store, account);
      await expect(run(store, account, 'k', { kind: 'open', label: 'again' })).rejects.toMatchObject({
        code: 'already-exists',
      });
      expect(await versionsOf(store, account, 'k')).toEqual([1]);
    });

    it('keeps a history of versions 1..n through any number of pages', async () => {
      const [store, account] = [storeFor(), newAccount('history')];
      await opened(store, account);
      for (let by = 1; by <= 30; by += 1)
        await run(store, account, 'k', { kind: 'add', by, note: 'x'.repeat(by * 20) });
      expect(await versionsOf(store, account, 'k')).toEqual(upTo(31));
      const middle = await historyOf(store, counter, account, 'k', { after: 10, limit: 5 });
      expect(middle?.events.map((event) => event.aggregate_version)).toEqual([11, 12, 13, 14, 15]);
      expect(middle?.next).toBe(15);
      expect((await historyOf(store, counter, account, 'k', { after: 30 }))?.next).toBeUndefined();
    });

    it('adds several events of one command as consecutive versions of one write', async () => {
      const [store, account] = [storeFor(), newAccount('several')];
      await opened(store, account);
      const outcome = await run(store, account, 'k', { kind: 'add-each', each: [1, 2, 3] });
      expect(outcome).toMatchObject({ version: 4, state: { total: 6 } });
      expect(await versionsOf(store, account, 'k')).toEqual([1, 2, 3, 4]);
    });

    it('answers a repeated command as the first time, also when much has happened since', async () => {
      const [store, account] = [storeFor(), newAccount('repeat')];
      await opened(store, account);
      const first = await run(store, account, 'k', { kind: 'add', by: 5 }, 'once');
      for (let by = 1; by < RECENT_COMMANDS; by += 1) await run(store, account, 'k', { kind: 'add', by: 1 });
      const again = await run(store, account, 'k', { kind: 'add', by: 5 }, 'once');
      expect(again).toMatchObject({ version: first.version, events: first.events, replayed: true });
      expect((await loadAggregate(store, counter, account, 'k'))?.state.total).toBe(5 + RECENT_COMMANDS - 1);
    });

    it('refuses a known command id that stands for another body', async () => {
      const [store, account] = [storeFor(), newAccount('other-body')];
      await opened(store, account);
      await run(store, account, 'k', { kind: 'add', by: 5 }, 'once', 'five');
      await expect(run(store, account, 'k', { kind: 'add', by: 6 }, 'once', 'six')).rejects.toMatchObject({
        code: 'idempotency-mismatch',
      });
    });

    it('does not remember a command that changed nothing', async () => {
      const [store, account] = [storeFor(), newAccount('nothing')];
      await opened(store, account);
      expect(await run(store, account, 'k', { kind: 'add', by: 0 }, 'idle')).toMatchObject({
        version: 1,
        changed: false,
      });
      expect(await run(store, account, 'k', { kind: 'add', by: 2 }, 'idle')).toMatchObject({
        version: 2,
        changed: true,
      });
    });

    it('refuses a stale expected version, says both, and never tries again', async () => {
      const [store, account] = [storeFor(), newAccount('if-match')];
      await opened(store, account);
      await run(store, account, 'k', { kind: 'add', by: 1 });
      const stale = execute(store, counter, {
        key: 'k',
        command: { kind: 'add', by: 1 },
        context: contextFor(account),
        expectedVersion: 1,
      });
      await expect(stale).rejects.toMatchObject({
        code: 'version-mismatch',
        details: { expected: 1, actual: 2 },
      });
      expect(await versionsOf(store, account, 'k')).toEqual([1, 2]);
    });

    it('lets exactly one of 16 racing writers win each version and loses none', async () => {
      const [store, account] = [storeFor(), newAccount('race')];
      await opened(store, account);
      const writers = Array.from({ length: 16 }, () => addUntilDone(store, account));
      await Promise.all(writers);
      expect(await versionsOf(store, account, 'k')).toEqual(upTo(17));
      expect((await loadAggregate(store, counter, account, 'k'))?.state.total).toBe(16);
    });

    it('creates once when 16 create the same thing at once', async () => {
      const [store, account] = [storeFor(), newAccount('race-create')];
      const all = await Promise.allSettled(Array.from({ length: 16 }, () => opened(store, account)));
      expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      for (const result of all)
        if (result.status === 'rejected') expect(result.reason).toBeInstanceOf(Refusal);
      expect(await versionsOf(store, account, 'k')).toEqual([1]);
    });

    it('lists the base table, whole or as summaries, each thing once, page by page in order of keys', async () => {
      const [store, account] = [storeFor(), newAccount('list')];
      const keys = Array.from({ length: 23 }, (_, at) => `item-${String(at).padStart(2, '0')}`);
      await Promise.all([...keys, 'other'].map((key) => opened(store, account, key)));
      for (const lists of [listBase, listSummaries]) {
        const list: (page: BasePage) => Promise<Listed<{ key: string }, BaseCursor>> = (page) =>
          lists(store, counter, account, { ...page, keyPrefix: 'item-', limit: 7, show });
        expect((await allOfBase(list)).toSorted()).toEqual(keys);
      }
    });

    it('knows the same of a thing in the table as in an index, beside its whole state', async () => {
      const [store, account] = [storeFor(), newAccount('summary')];
      await opened(store, account);
      await run(store, account, 'k', { kind: 'add', by: 3 });
      const summary = { label: 'k', total: 3 };
      const page = { limit: 5, show };
      const index = { index: 'byType', partition: 'TYPE#counter' } as const;
      const summaries = [{ key: 'k', version: 2, summary }];
      expect(await listSummaries(store, counter, account, { limit: 5, show })).toEqual({ items: summaries });
      expect(await listIndex(store, counter, account, { ...page, ...index })).toEqual({ items: summaries });
      expect((await listBase(store, counter, account, { limit: 5, show })).items).toMatchObject([
        { key: 'k', version: 2, state: summary },
      ]);
    });

    it('lists an index in both directions, within bounds, page by page', async () => {
      const [store, account] = [storeFor(), newAccount('index')];
      const keys = Array.from({ length: 17 }, (_, at) => `n${String(at).padStart(2, '0')}`);
      await Promise.all(keys.map((key) => opened(store, account, key)));
      expect(await allOfIndex(store, account, false)).toEqual(keys);
      expect(await allOfIndex(store, account, true)).toEqual(keys.toReversed());
      const some = await listIndex(store, counter, account, {
        index: 'byType',
        partition: 'TYPE#counter',
        from: 'LABEL#n03',
        to: 'LABEL#n05',
        limit: 10,
        show,
      });
      expect(some.items.map(({ key }) => key)).toEqual(['n03', 'n04', 'n05']);
    });

    it('gives things of one sort key once each, page by page', async () => {
      const [store, account] = [storeFor(), newAccount('ties')];
      const keys = Array.from({ length: 14 }, (_, at) => `t${String(at).padStart(2, '0')}`);
      await Promise.all(keys.map((key) => opened(store, account, key)));
      const empty = { index: 'byStatus', partition: 'STATUS#empty' } as const;
      expect((await allOfIndex(store, account, false, empty)).toSorted()).toEqual(keys);
      expect((await allOfIndex(store, account, true, empty)).toSorted()).toEqual(keys);
    });

    it('has nothing in a range that ends before it begins, and under a prefix longer than plain keys', async () => {
      const [store, account] = [storeFor(), newAccount('no-range')];
      const long = 'n'.repeat(1_000);
      await opened(store, account, long);
      const range = { from: 'LABEL#o', to: 'LABEL#a', limit: 10, show };
      const byType = { index: 'byType', partition: 'TYPE#counter' } as const;
      expect(await listIndex(store, counter, account, { ...byType, ...range })).toEqual({ items: [] });
      expect(await listBase(store, counter, account, { keyPrefix: long, limit: 10, show })).toEqual({
        items: [],
      });
      expect((await listBase(store, counter, account, { limit: 10, show })).items).toMatchObject([
        { key: long },
      ]);
    });

    it('keeps accounts apart', async () => {
      const [store, mine, theirs] = [storeFor(), newAccount('mine'), newAccount('theirs')];
      await opened(store, mine);
      expect(await loadAggregate(store, counter, theirs, 'k')).toBeUndefined();
      expect((await listBase(store, counter, theirs, { limit: 10, show })).items).toEqual([]);
    });

    it('takes keys of up to 2,048 bytes and refuses longer ones', async () => {
      const [store, account] = [storeFor(), newAccount('long')];
      const long = 'ü'.repeat(1024);
      await opened(store, account, long);
      expect((await loadAggregate(store, counter, account, long))?.version).toBe(1);
      await expect(opened(store, account, `${long}x`)).rejects.toMatchObject({
        code: 'invalid',
        errors: [{ path: 'key' }],
      });
    });

    it('refuses what would not fit into an item before it is sent', async () => {
      const [store, account] = [storeFor(), newAccount('large')];
      await opened(store, account);
      await expect(
        run(store, account, 'k', { kind: 'add', by: 1, note: 'x'.repeat(160 * 1024) }),
      ).rejects.toMatchObject({ code: 'too-large' });
      expect(await versionsOf(store, account, 'k')).toEqual([1]);
    });

    it('shows in the index of what is due only what has a due date that has come', async () => {
      const [store, account] = [storeFor(), newAccount('due')];
      await opened(store, account, 'later');
      await opened(store, account, 'due');
      await run(store, account, 'due', { kind: 'add', by: -1 });
      const found: { shard: number; SK: string }[] = [];
      for (let shard = 0; shard < DUE_SHARDS; shard += 1) {
        for await (const { address } of store.due(shard, '2026-06-01T00:00:00.000Z')) {
          if (address.PK.includes(account)) found.push({ shard, SK: address.SK });
        }
      }
      expect(found).toEqual([{ shard: dueShardOf('due'), SK: 'COUNTER#due' }]);
    });

    guardConformance(storeFor);
    onceConformance(storeFor);
    countersConformance(storeFor);
    lostAnswerConformance(storeFor);
    purgeConformance(storeFor);
    fenceConformance(storeFor);
    refoldConformance(storeFor);

    it('counts its writes in the vector clock of each event', async () => {
      const [store, account] = [storeFor(), newAccount('clock')];
      await opened(store, account);
      await run(store, account, 'k', { kind: 'add-each', each: [1, 2] });
      const events = (await historyOf(store, counter, account, 'k'))?.events ?? [];
      expect(events.map((event) => event.metadata.vector_clock)).toEqual([
        { [store.writer]: 1 },
        { [store.writer]: 2 },
        { [store.writer]: 2 },
      ]);
    });
  });
}

/** A client that was told of a conflict tries again with the same command, as clients do. */
async function addUntilDone(store: EventStore, account: AccountId): Promise<void> {
  const context = contextFor(account);
  for (;;) {
    try {
      await execute(store, counter, { key: 'k', command: { kind: 'add', by: 1 }, context });
      return;
    } catch (error) {
      if (!(error instanceof VersionConflict)) throw error;
    }
  }
}

type BasePage = { readonly cursor?: BaseCursor };

async function allOfBase(
  list: (page: BasePage) => Promise<Listed<{ key: string }, BaseCursor>>,
): Promise<string[]> {
  const found: string[] = [];
  let cursor: BaseCursor | undefined;
  do {
    const page = await list(cursor ? { cursor } : {});
    const keys = page.items.map(({ key }) => key);
    expect(keys).toEqual(keys.toSorted());
    found.push(...keys);
    cursor = page.cursor;
  } while (cursor);
  return found;
}

async function allOfIndex(
  store: EventStore,
  account: AccountId,
  descending: boolean,
  of: Pick<IndexRange, 'index' | 'partition'> = { index: 'byType', partition: 'TYPE#counter' },
): Promise<string[]> {
  const found: string[] = [];
  let cursor: IndexCursor | undefined;
  do {
    const page = await listIndex(store, counter, account, {
      ...of,
      descending,
      limit: 5,
      show,
      ...(cursor && { cursor }),
    });
    found.push(...page.items.map(({ key }) => key));
    cursor = page.cursor;
  } while (cursor);
  return found;
}
