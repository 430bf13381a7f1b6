import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { defineEvent } from '#schemas/event.ts';
import type { Aggregate } from '#shared/aggregate/aggregate.ts';
import { execute } from '#shared/aggregate/execute.ts';
import { historyOf, loadAggregate } from '#shared/aggregate/history.ts';
import { listBase } from '#shared/aggregate/list-base.ts';
import { createInMemoryStore } from '#shared/event-store/in-memory.ts';
import { type CounterCommand, contextFor, counter, newAccount, show } from './counter.ts';

const Opened = defineEvent('CounterOpened', 1, z.strictObject({ label: z.string() }));
const AddedV3 = defineEvent('CounterAdded', 3, z.strictObject({ amount: z.int(), unit: z.string() }));
const Event = z.discriminatedUnion('type', [Opened, AddedV3]);
const State = z.strictObject({ name: z.string(), sum: z.int() });

/** The counter two releases later: other names in its state and in one of its events. */
const later: Aggregate<z.infer<typeof State>, CounterCommand, z.infer<typeof Event>> = {
  ...counter,
  state: State,
  stateVersion: 2,
  events: Event,
  upcasters: {
    State: { 1: ({ label, total }) => ({ name: label, sum: total }) },
    CounterAdded: {
      1: ({ by }) => ({ amount: by }),
      2: ({ amount }) => ({ amount, unit: 'one' }),
    },
  },
  decide: (command) =>
    command.kind === 'add'
      ? [{ type: 'CounterAdded', version: 3, data: { amount: command.by, unit: 'two' } }]
      : [],
  evolve: (state, event) =>
    event.type === 'CounterOpened'
      ? { name: event.data.label, sum: 0 }
      : { name: state?.name ?? '', sum: (state?.sum ?? 0) + event.data.amount },
  index: ({ name }) => ({ summary: { name } }),
};

async function world() {
  const [store, account] = [createInMemoryStore(), newAccount('upcasting')];
  const context = (id?: string) => contextFor(account, id);
  const old = (command: CounterCommand, id?: string) =>
    execute(store, counter, { key: 'k', command, context: context(id) });
  const renewed = (command: CounterCommand, id?: string) =>
    execute(store, later, { key: 'k', command, context: context(id) });
  await old({ kind: 'open', label: 'k' });
  await old({ kind: 'add', by: 5 }, 'once');
  return { store, account, old, renewed };
}

describe('a stored item', () => {
  it('of an earlier release is read in the newest form: states, lists, histories and first answers', async () => {
    const { store, account, renewed } = await world();
    const state = { name: 'k', sum: 5 };
    expect(await loadAggregate(store, later, account, 'k')).toEqual({ state, version: 2 });
    expect((await listBase(store, later, account, { limit: 1, show })).items).toMatchObject([{ state }]);
    const history = await historyOf(store, later, account, 'k');
    expect(history?.events.map(({ event_version, event_data }) => [event_version, event_data])).toEqual([
      [1, { label: 'k' }],
      [3, { amount: 5, unit: 'one' }],
    ]);
    const again = await renewed({ kind: 'add', by: 5 }, 'once');
    expect(again).toMatchObject({
      replayed: true,
      events: [{ type: 'CounterAdded', version: 3, data: { amount: 5, unit: 'one' } }],
    });
  });

  it('of an earlier release is gone on from, and stays stored as it was written', async () => {
    const { store, account, renewed } = await world();
    expect(await renewed({ kind: 'add', by: 2 })).toMatchObject({ version: 3, state: { name: 'k', sum: 7 } });
    const stored = await historyOf(store, { ...later, upcasters: {} }, account, 'k');
    expect(stored?.events.map(({ event_version }) => event_version)).toEqual([1, 1, 3]);
  });

  it('of a later release than this one waits for a version that knows it, rather than being guessed at', async () => {
    const { renewed, old, store, account } = await world();
    await renewed({ kind: 'add', by: 2 });
    await expect(old({ kind: 'add', by: 1 })).rejects.toMatchObject({
      kind: 'transient',
      code: 'newer-than-reader',
    });
    const lookalike = { ...later, stateVersion: 3 };
    await expect(loadAggregate(store, lookalike, account, 'k')).rejects.toMatchObject({
      kind: 'terminal',
      code: 'unreadable-state',
    });
  });
});
