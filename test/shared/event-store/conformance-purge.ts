import { expect, it } from 'vitest';
import { execute } from '#shared/aggregate/execute.ts';
import { loadGuarded } from '#shared/aggregate/guards.ts';
import { historyOf, loadAggregate } from '#shared/aggregate/history.ts';
import { listBase, listSummaries } from '#shared/aggregate/list-base.ts';
import { listIndex } from '#shared/aggregate/list-index.ts';
import { purge } from '#shared/aggregate/purge.ts';
import { streamOf } from '#shared/aggregate/stored-state.ts';
import type { EventStore } from '#shared/event-store/event-store.ts';
import { type CounterCommand, contextFor, counter, newAccount, show } from './counter.ts';

const NOW = '2026-11-25T10:00:00.000Z';

/** What a purge leaves, whatever the store stands on. */
export function purgeConformance(storeFor: () => EventStore): void {
  const world = async (additions: number) => {
    const [store, account] = [storeFor(), newAccount('purge')];
    const run = (command: CounterCommand, key = 'k') =>
      execute(store, counter, { key, command, context: contextFor(account) });
    await run({ kind: 'open', label: 'k' });
    for (let times = 0; times < additions; times += 1)
      await run({ kind: 'add', by: 1, note: 'x'.repeat(900) });
    const purged = (version = additions + 1) => purge(store, counter, account, 'k', { version, now: NOW });
    const versions = async () =>
      (await historyOf(store, counter, account, 'k'))?.events.map((event) => event.aggregate_version);
    const stream = streamOf(counter, account, 'k');
    return { store, account, run, purged, versions, stream };
  };

  it('shows nothing any more of what was purged: no state, no history, no entry of a list, no page', async () => {
    const { store, account, run, purged, versions, stream } = await world(9);
    await run({ kind: 'open', label: 'other' }, 'other');
    expect(await purged()).toBe('purged');
    expect(await loadAggregate(store, counter, account, 'k')).toBeUndefined();
    expect(await versions()).toBeUndefined();
    expect(await store.paged(stream, 0, 100)).toEqual([]);
    const listed = [
      await listBase(store, counter, account, { limit: 10, show }),
      await listSummaries(store, counter, account, { limit: 10, show }),
      await listIndex(store, counter, account, {
        index: 'byType',
        partition: 'TYPE#counter',
        limit: 10,
        show,
      }),
    ];
    for (const { items } of listed) expect(items.map(({ key }) => key)).toEqual(['other']);
    expect(await store.stored(stream)).toEqual({
      accountId: account,
      type: 'Counter',
      key: 'k',
      version: 11,
      purgedAt: NOW,
    });
  });

  it('makes again what was purged with a history of its own, which goes on from the version of the stub', async () => {
    const { store, account, run, purged, versions, stream } = await world(9);
    await purged();
    await expect(run({ kind: 'add', by: 1 })).rejects.toMatchObject({ code: 'not-found' });
    expect(await run({ kind: 'open', label: 'new' })).toMatchObject({ version: 12, state: { total: 0 } });
    for (let times = 0; times < 8; times += 1) await run({ kind: 'add', by: 1 });
    expect((await store.paged(stream, 0, 100)).length).toBeGreaterThan(0);
    expect(await versions()).toEqual([12, 13, 14, 15, 16, 17, 18, 19, 20]);
    expect(await loadAggregate(store, counter, account, 'k')).toMatchObject({
      version: 20,
      state: { label: 'new', total: 8 },
    });
    const some = await historyOf(store, counter, account, 'k', { after: 15, limit: 2 });
    expect(some?.events.map((event) => event.aggregate_version)).toEqual([16, 17]);
  });

  it('answers the first command of what was made again as the first time', async () => {
    const { store, account, run, purged } = await world(9);
    await purged();
    const context = contextFor(account, 'once');
    const command: CounterCommand = { kind: 'open', label: 'new' };
    await execute(store, counter, { key: 'k', command, context });
    for (let times = 0; times < 8; times += 1) await run({ kind: 'add', by: 1 });
    const again = { ...context, causationId: 'again' };
    expect(await execute(store, counter, { key: 'k', command, context: again })).toMatchObject({
      version: 12,
      replayed: true,
      events: [{ type: 'CounterOpened' }],
    });
  });

  it('never lets a command that was decided before bring the purged thing back', async () => {
    const { store, account, run, purged, stream } = await world(1);
    const before = await store.load(stream);
    await purged();
    const late = { ...before!, version: before!.version + 1 };
    const write = { stream, expectedVersion: before!.version, tip: late, page: [] };
    expect(await store.write(write)).toMatchObject({ kind: 'conflict', current: { purgedAt: NOW } });
    await Promise.allSettled([purged(), run({ kind: 'add', by: 1 })]);
    expect(await loadAggregate(store, counter, account, 'k')).toBeUndefined();
  });

  it('purges once, completes what was left, and says where there was nothing', async () => {
    const { store, account, purged, stream } = await world(9);
    const stub = { accountId: account, type: 'Counter', key: 'k', version: 11, purgedAt: NOW };
    await store.write({ stream, expectedVersion: 10, tip: stub, page: [] });
    expect((await store.paged(stream, 0, 100)).length).toBeGreaterThan(0);
    expect(await purged()).toBe('purged');
    expect(await store.paged(stream, 0, 100)).toEqual([]);
    expect(await store.stored(stream)).toEqual(stub);
    expect(await purge(store, counter, account, 'none', { version: 1, now: NOW })).toBe('absent');
  });

  // A queue tells a purge twice. The second time once took out what a client had made there again, and no event told of it.
  it('leaves alone what was made again, however often the purge before comes again', async () => {
    const { store, account, run, purged, versions } = await world(9);
    expect(await purged()).toBe('purged');
    await run({ kind: 'open', label: 'new' });
    expect(await purged()).toBe('purged');
    await run({ kind: 'add', by: 1 });
    expect(await purged()).toBe('purged');
    expect(await loadAggregate(store, counter, account, 'k')).toMatchObject({
      state: { label: 'new', total: 1 },
    });
    expect(await versions()).toEqual([12, 13]);
    expect(await purged(13)).toBe('purged');
    expect(await loadAggregate(store, counter, account, 'k')).toBeUndefined();
  });

  it('leaves alone what changed after the purge was decided', async () => {
    const { run, purged, versions } = await world(2);
    await run({ kind: 'add', by: 1 });
    expect(await purged()).toBe('changed');
    expect(await versions()).toEqual([1, 2, 3, 4]);
    expect(await purged(5)).toBe('changed');
  });

  it('empties the pages of a life that is over, though another one has begun', async () => {
    const { store, account, run, purged, stream, versions } = await world(9);
    const stub = { accountId: account, type: 'Counter', key: 'k', version: 11, purgedAt: NOW };
    await store.write({ stream, expectedVersion: 10, tip: stub, page: [] });
    await run({ kind: 'open', label: 'new' });
    for (let times = 0; times < 8; times += 1) await run({ kind: 'add', by: 1 });
    expect((await store.paged(stream, 0, 100)).some((event) => event.aggregate_version < 11)).toBe(true);
    expect(await purged()).toBe('purged');
    expect((await store.paged(stream, 0, 100)).some((event) => event.aggregate_version < 11)).toBe(false);
    expect(await versions()).toEqual([12, 13, 14, 15, 16, 17, 18, 19, 20]);
  });

  it('lets a decision rest on the absence of what was purged, until it is made again', async () => {
    const { store, account, run, purged } = await world(0);
    await purged();
    const { state, guard } = await loadGuarded(store, counter, account, 'k');
    expect(state).toBeUndefined();
    const guarded = (key: string) => {
      const command: CounterCommand = { kind: 'open', label: key };
      return execute(store, counter, { key, command, context: contextFor(account), guards: [guard] });
    };
    expect(await guarded('a')).toMatchObject({ version: 1 });
    await run({ kind: 'open', label: 'k' });
    await expect(guarded('b')).rejects.toMatchObject({ code: 'guard-lost' });
  });
}
