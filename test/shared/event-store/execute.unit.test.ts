import { describe, expect, it, vi } from 'vitest';
import * as z from 'zod';
import type { Aggregate } from '#shared/aggregate/aggregate.ts';
import { type Execution, execute } from '#shared/aggregate/execute.ts';
import { loadAggregate } from '#shared/aggregate/history.ts';
import { streamOf } from '#shared/aggregate/stored-state.ts';
import type { EventStore, TipWrite } from '#shared/event-store/event-store.ts';
import { createInMemoryStore } from '#shared/event-store/in-memory.ts';
import { RECENT_COMMANDS } from '#shared/event-store/recent.ts';
import { type CounterCommand, contextFor, counter, newAccount } from './counter.ts';

type Given = Partial<Execution<CounterCommand>> & { id?: string; causationId?: string };

function world() {
  const [store, account] = [createInMemoryStore(), newAccount('execute')];
  const run = (command: CounterCommand, { id, causationId = 'request', ...given }: Given = {}) => {
    const context = { ...contextFor(account, id), causationId };
    return execute(store, counter, { key: 'k', command, context, ...given });
  };
  const open = (given?: Parameters<typeof run>[1]) => run({ kind: 'open', label: 'k' }, given);
  const add = (by: number, given?: Parameters<typeof run>[1]) => run({ kind: 'add', by }, given);
  return { store, account, run, open, add };
}

describe('a command that assumes that there is nothing yet', () => {
  it('compares If-Match with the present version, and not with the assumed one', async () => {
    const { open, add } = world();
    await open();
    await add(1);
    await expect(open({ assume: 'absent', expectedVersion: 2 })).rejects.toMatchObject({
      code: 'already-exists',
    });
    await expect(open({ assume: 'absent', expectedVersion: 5 })).rejects.toMatchObject({
      code: 'version-mismatch',
      details: { expected: 5, actual: 2 },
    });
    await expect(open({ assume: 'absent', expectedVersion: 0 })).rejects.toMatchObject({
      code: 'version-mismatch',
      details: { expected: 0, actual: 2 },
    });
  });

  it('is answered as the first time when it is repeated, with and without If-Match', async () => {
    const { open } = world();
    await open({ assume: 'absent', expectedVersion: 0, id: 'once', causationId: 'first' });
    const again = { version: 1, replayed: true, events: [{ type: 'CounterOpened' }] };
    expect(await open({ assume: 'absent', expectedVersion: 0, id: 'once' })).toMatchObject(again);
    expect(await open({ assume: 'absent', id: 'once' })).toMatchObject(again);
  });

  it('reads nothing when nothing is there', async () => {
    const { store, open } = world();
    const load = vi.spyOn(store, 'load');
    await open({ assume: 'absent' });
    expect(load).not.toHaveBeenCalled();
  });
});

describe('a repeated command', () => {
  it('is answered although its If-Match is stale by its own doing', async () => {
    const { open, add } = world();
    await open();
    const first = await add(5, { expectedVersion: 1, id: 'once' });
    expect(await add(5, { expectedVersion: 1, id: 'once' })).toMatchObject({ ...first, replayed: true });
  });

  it('whose id was used long before, too, is answered with the events of the last time alone', async () => {
    const { open, add } = world();
    await open();
    await add(5, { id: 'once' });
    for (let times = 0; times < RECENT_COMMANDS; times += 1) await add(1);
    const { version, events } = await add(7, { id: 'once' });
    for (let times = 0; times < 8; times += 1) await add(1);
    expect(await add(7, { id: 'once' })).toMatchObject({ version, events, replayed: true });
  });

  it('reads no more of the history than its own events', async () => {
    const { store, run, open, add } = world();
    await open();
    for (let times = 0; times < 20; times += 1) await add(1);
    const { events } = await run({ kind: 'add-each', each: [1, 2, 3] }, { id: 'once' });
    for (let times = 0; times < 8; times += 1) await add(1);
    const paged = vi.spyOn<EventStore, 'paged'>(store, 'paged');
    const again = await run({ kind: 'add-each', each: [1, 2, 3] }, { id: 'once' });
    expect(again).toMatchObject({ version: 24, events, replayed: true });
    expect(paged.mock.calls.map(([, after, limit]) => [after, limit])).toEqual([[21, 3]]);
  });

  it('that is the oldest remembered one reads no more than that, either', async () => {
    const { store, open, add } = world();
    await open();
    for (let times = 0; times < 100; times += 1) await add(1);
    await add(7, { id: 'once' });
    for (let times = 1; times < RECENT_COMMANDS; times += 1) await add(1);
    const paged = vi.spyOn<EventStore, 'paged'>(store, 'paged');
    expect(await add(7, { id: 'once' })).toMatchObject({ version: 102, replayed: true });
    expect(paged.mock.calls.map(([, after, limit]) => [after, limit])).toEqual([[101, 1]]);
  });

  it('is the same one by a derived id alone, however another version of the code spells it', async () => {
    const { store, account, open } = world();
    await open();
    const adding = (command: CounterCommand, body?: string) =>
      execute(store, counter, {
        key: 'k',
        command,
        context: { ...contextFor(account, 'derived'), body },
      });
    const first = await adding({ kind: 'add', by: 1 });
    expect(await adding({ kind: 'add', by: 1, note: 'new field' })).toMatchObject({
      ...first,
      replayed: true,
    });
    await expect(adding({ kind: 'add', by: 1 }, 'of a client')).rejects.toMatchObject({
      code: 'idempotency-mismatch',
    });
  });
});

describe('a command that loses every race', () => {
  it('is told the version that it last decided on and the one that it found', async () => {
    const { store, open, add, account } = world();
    await open();
    const faster: EventStore = Object.assign(Object.create(store), {
      writer: store.writer,
      load: store.load.bind(store),
      stored: store.stored.bind(store),
      write: async (write: TipWrite) => {
        await add(1);
        return store.write(write);
      },
    });
    const command: CounterCommand = { kind: 'add', by: 1 };
    const lost = execute(faster, counter, { key: 'k', command, context: contextFor(account) });
    await expect(lost).rejects.toMatchObject({ kind: 'conflict', details: { expected: 4, actual: 5 } });
  });
});

describe('time within one aggregate', () => {
  it('never goes back, even if the clocks of its writers do: neither for events nor for decisions', async () => {
    const { store, account, open } = world();
    const seen: string[] = [];
    const watched: typeof counter = {
      ...counter,
      decide: (command, state, deciding) => {
        seen.push(deciding.now);
        return counter.decide(command, state, deciding);
      },
    };
    await open();
    for (const now of ['2026-11-24T08:00:00.500Z', '2026-11-24T08:00:00.100Z', '2026-11-24T08:00:00.700Z']) {
      const command: CounterCommand = { kind: 'add', by: 1 };
      await execute(store, watched, { key: 'k', command, context: { ...contextFor(account), now } });
    }
    const tip = await store.load(streamOf(counter, account, 'k'));
    const milliseconds = (instants: readonly string[]) => instants.map((at) => at.slice(-5, -1));
    expect(milliseconds(tip?.events.map(({ timestamp }) => timestamp) ?? [])).toEqual([
      '.000',
      '.500',
      '.500',
      '.700',
    ]);
    expect(milliseconds(seen)).toEqual(['.500', '.500', '.700']);
    expect(tip?.clock[store.writer]?.at).toBe('2026-11-24T08:00:00.700Z');
  });
});

describe('an event', () => {
  it('has an id that no other has: of another account, kind, key or version', async () => {
    const [store, mine, theirs] = [createInMemoryStore(), newAccount('mine'), newAccount('theirs')];
    const other = { ...counter, type: 'Other', prefix: 'OTHER' };
    const ids: string[] = [];
    for (const account of [mine, theirs])
      for (const aggregate of [counter, other])
        for (const key of ['k', 'k1']) {
          const run = (command: CounterCommand) =>
            execute(store, aggregate, { key, command, context: contextFor(account, 'same') });
          await run({ kind: 'open', label: 'k' });
          await execute(store, aggregate, {
            key,
            command: { kind: 'add-each', each: [1, 2] },
            context: contextFor(account),
          });
          const tip = await store.load(streamOf(aggregate, account, key));
          ids.push(...(tip?.events ?? []).map((event) => event.event_id));
        }
    expect(new Set(ids).size).toBe(24);
  });

  it('carries everything about the command that led to it', async () => {
    const { store, account } = world();
    const context = { ...contextFor(account, 'once'), discoveryId: 'discovery-1', causationId: 'cause-1' };
    const command: CounterCommand = { kind: 'open', label: 'k' };
    await execute(store, counter, { key: 'k', command, context });
    const tip = await store.load(streamOf(counter, account, 'k'));
    expect(tip?.events[0]).toMatchObject({
      aggregate_id: 'k',
      aggregate_type: 'Counter',
      aggregate_version: 1,
      event_type: 'CounterOpened',
      event_version: 1,
      event_data: { label: 'k' },
      service_name: 'asset',
      timestamp: context.now,
      metadata: {
        account_id: account,
        actor: context.actor,
        command_id: 'once',
        correlation_id: 'corr-1',
        causation_id: 'cause-1',
        discovery_id: 'discovery-1',
        vector_clock: { [store.writer]: 1 },
      },
    });
  });
});

describe('a product of a rule that its schema refuses', () => {
  const broken = (change: Partial<typeof counter>): typeof counter => ({ ...counter, ...change });
  const executing = async (aggregate: Aggregate<never, never, never> | typeof counter) => {
    const { store, account, open } = world();
    await open();
    const command: CounterCommand = { kind: 'add', by: 1 };
    const execution = { key: 'k', command, context: contextFor(account) };
    const failed = execute(store, aggregate as typeof counter, execution);
    await expect(failed).rejects.toMatchObject({ kind: 'terminal' });
    expect(await loadAggregate(store, counter, account, 'k')).toMatchObject({ version: 1 });
    return failed.catch((error: unknown) => error);
  };

  it('is not written as an event: it is parked with the field and not tried for ever', async () => {
    const half = broken({ decide: () => [{ type: 'CounterAdded', version: 1, data: { by: 0.5 } }] });
    expect(await executing(half)).toMatchObject({ code: 'invalid-event', errors: [{ path: 'data.by' }] });
  });

  it('is not written as a state', async () => {
    const huge = broken({ state: z.strictObject({ label: z.string(), total: z.int().max(0) }) });
    expect(await executing(huge)).toMatchObject({ code: 'invalid-state', errors: [{ path: 'total' }] });
  });
});
