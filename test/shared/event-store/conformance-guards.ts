import { expect, it } from 'vitest';
import type { AccountId } from '#schemas/primitives.ts';
import { execute } from '#shared/aggregate/execute.ts';
import { loadGuarded, reloading } from '#shared/aggregate/guards.ts';
import { loadAggregate } from '#shared/aggregate/history.ts';
import { streamOf } from '#shared/aggregate/stored-state.ts';
import type { EventStore, Guard } from '#shared/event-store/event-store.ts';
import { type CounterCommand, contextFor, counter, newAccount } from './counter.ts';

const run = (
  store: EventStore,
  account: AccountId,
  key: string,
  command: CounterCommand,
  { guards, id }: { guards?: readonly Guard[]; id?: string } = {},
) =>
  execute(store, counter, {
    key,
    command,
    context: contextFor(account, id),
    ...(guards && { guards }),
  });

const guardOn = (account: AccountId, key: string, version: number): Guard => ({
  stream: streamOf(counter, account, key),
  version,
});

const totalOf = async (store: EventStore, account: AccountId, key: string) =>
  (await loadAggregate(store, counter, account, key))?.state.total;

/** What a write with guards does, whatever the store stands on. */
export function guardConformance(storeFor: () => EventStore): void {
  const world = async () => {
    const [store, account] = [storeFor(), newAccount('guards')];
    for (const key of ['k', 'list']) await run(store, account, key, { kind: 'open', label: key });
    return { store, account };
  };

  it('writes where all that the decision rests on is as it was, there or not', async () => {
    const { store, account } = await world();
    const guards = [guardOn(account, 'list', 1), guardOn(account, 'none', 0)];
    expect(await run(store, account, 'k', { kind: 'add', by: 2 }, { guards })).toMatchObject({ version: 2 });
    expect(await run(store, account, 'new', { kind: 'open', label: 'n' }, { guards })).toMatchObject({
      version: 1,
    });
  });

  it('writes nothing where something that the decision rests on has changed, and names it', async () => {
    const { store, account } = await world();
    await run(store, account, 'list', { kind: 'add', by: 1 });
    for (const lost of [
      guardOn(account, 'list', 1),
      guardOn(account, 'list', 0),
      guardOn(account, 'none', 1),
    ]) {
      const guards = [guardOn(account, 'other', 0), lost];
      await expect(run(store, account, 'k', { kind: 'add', by: 2 }, { guards })).rejects.toMatchObject({
        kind: 'conflict',
        code: 'guard-lost',
        details: { key: lost.stream.key, version: lost.version },
      });
    }
    expect(await loadAggregate(store, counter, account, 'k')).toMatchObject({ version: 1 });
  });

  it('checks guards also where events move to a page', async () => {
    const { store, account } = await world();
    const large: CounterCommand = { kind: 'add', by: 1, note: 'x'.repeat(3_000) };
    await run(store, account, 'k', large);
    const stale = { guards: [guardOn(account, 'list', 7)] };
    await expect(run(store, account, 'k', large, stale)).rejects.toMatchObject({ code: 'guard-lost' });
    const good = { guards: [guardOn(account, 'list', 1)] };
    expect(await run(store, account, 'k', large, good)).toMatchObject({ version: 3 });
  });

  it('answers a repeat as the first time although its guard is lost since', async () => {
    const { store, account } = await world();
    const once = { guards: [guardOn(account, 'list', 1)], id: 'once' };
    const first = await run(store, account, 'k', { kind: 'add', by: 2 }, once);
    await run(store, account, 'list', { kind: 'add', by: 1 });
    expect(await run(store, account, 'k', { kind: 'add', by: 2 }, once)).toMatchObject({
      version: first.version,
      replayed: true,
    });
  });

  it('never lets two decide on one another, however they race: one of both decides again', async () => {
    const { store, account } = await world();
    for (const key of ['k', 'list']) await run(store, account, key, { kind: 'add', by: 1 });
    // Each may take its one only while the other has one: the sum never falls to nothing.
    const takeWhile = (key: string, other: string) =>
      reloading(async () => {
        const { state, guard } = await loadGuarded(store, counter, account, other);
        const by = state && state.total > 0 ? -1 : 0;
        return run(store, account, key, { kind: 'add', by }, { guards: [guard] });
      });
    await Promise.allSettled([takeWhile('k', 'list'), takeWhile('list', 'k')]);
    const totals = await Promise.all(['k', 'list'].map((key) => totalOf(store, account, key)));
    expect(totals.toSorted()).toEqual([0, 1]);
  });
}
