import { expect, it } from 'vitest';
import { refusingClosed } from '#shared/aggregate/closed-account.ts';
import { execute } from '#shared/aggregate/execute.ts';
import { loadAggregate } from '#shared/aggregate/history.ts';
import { listBase } from '#shared/aggregate/list-base.ts';
import { listIndex } from '#shared/aggregate/list-index.ts';
import { refold } from '#shared/aggregate/refold.ts';
import { streamOf } from '#shared/aggregate/stored-state.ts';
import type { EventStore } from '#shared/event-store/event-store.ts';
import { type CounterCommand, contextFor, counter, newAccount, show } from './counter.ts';
import { refolding } from './later-counter.ts';

/** What a change of the fold does, whatever the store stands on. */
export function refoldConformance(storeFor: () => EventStore): void {
  const world = async () => {
    const [store, account] = [storeFor(), newAccount('refold')];
    const run = (aggregate: typeof counter, command: CounterCommand, over = store) =>
      execute(over, aggregate, { key: 'k', command, context: contextFor(account) });
    await run(counter, { kind: 'open', label: 'k' });
    for (let times = 0; times < 9; times += 1) await run(counter, { kind: 'add', by: 1 });
    const tip = () => store.load(streamOf(counter, account, 'k'));
    const total = async (aggregate: typeof counter) =>
      (await loadAggregate(store, aggregate, account, 'k'))?.state.total;
    return { store, account, run, tip, total };
  };
  const one: CounterCommand = { kind: 'add', by: 1 };

  it('views what an older fold has stored as the newer one folds the events, pages and tip', async () => {
    const { store, account, tip, total } = await world();
    expect(await total(refolding)).toBe(18);
    const { items } = await listBase(store, refolding, account, { limit: 5, show });
    expect(items).toMatchObject([{ state: { total: 18 } }]);
    expect(await tip()).toMatchObject({ version: 10, data: { total: 9 } });
  });

  it('decides on the newer fold, and stores it with the next write', async () => {
    const { run, tip, total } = await world();
    expect(await run(refolding, one)).toMatchObject({ version: 11, state: { total: 20 } });
    expect(await tip()).toMatchObject({ version: 11, fold: 2, data: { total: 20 } });
    expect(await total(refolding)).toBe(20);
  });

  it('gives either fold its own state while both write side by side', async () => {
    const { run, tip, total } = await world();
    await run(refolding, one);
    expect(await run(counter, one)).toMatchObject({ version: 12, state: { total: 11 } });
    expect(await tip()).not.toHaveProperty('fold');
    expect(await run(refolding, one)).toMatchObject({ version: 13, state: { total: 24 } });
    expect([await total(counter), await total(refolding)]).toEqual([12, 24]);
  });

  it('rewrites the tip and its indexes at the same version, once', async () => {
    const { store, account, tip } = await world();
    const before = await tip();
    expect(await refold(store, refolding, account, 'k')).toBe('refolded');
    expect(await refold(store, refolding, account, 'k')).toBe('current');
    expect(await refold(store, counter, account, 'k')).toBe('current');
    expect(await refold(store, refolding, account, 'none')).toBe('absent');
    const { version, events, recent, clock } = before!;
    expect(await tip()).toMatchObject({ version, events, recent, clock, fold: 2, data: { total: 18 } });
    const list = { index: 'byStatus', partition: 'STATUS#used', limit: 5, show } as const;
    expect((await listIndex(store, refolding, account, list)).items).toMatchObject([
      { version, summary: { total: 18 } },
    ]);
  });

  it('is not undone by a command that was decided before it: that one loses and decides again', async () => {
    const { store, account, run, tip } = await world();
    let refolded: unknown;
    const racing: EventStore = {
      ...refusingClosed(store, () => 0),
      write: async (write) => {
        refolded ??= await refold(store, refolding, account, 'k');
        return store.write(write);
      },
    };
    expect(await run(refolding, one, racing)).toMatchObject({ version: 11, state: { total: 20 } });
    expect(refolded).toBe('refolded');
    expect(await tip()).toMatchObject({ version: 11, fold: 2, data: { total: 20 } });
  });

  it('is not overwritten by a command of the older fold, which folds for itself and is folded anew after', async () => {
    const { store, account, run, tip, total } = await world();
    const stale = await tip();
    await refold(store, refolding, account, 'k');
    const stream = streamOf(counter, account, 'k');
    const write = {
      stream,
      expectedVersion: 10,
      tip: { ...stale!, data: { label: 'old', total: 1 } },
      page: [],
    };
    expect(await store.write(write)).toMatchObject({ kind: 'conflict', current: { fold: 2 } });
    await run(counter, one);
    expect(await total(refolding)).toBe(20);
  });
}
