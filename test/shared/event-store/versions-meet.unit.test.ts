import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { defineEvent } from '#schemas/event.ts';
import { HistoryPage } from '#schemas/thing.ts';
import type { Aggregate } from '#shared/aggregate/aggregate.ts';
import { execute } from '#shared/aggregate/execute.ts';
import { historyOf, loadAggregate } from '#shared/aggregate/history.ts';
import { streamOf } from '#shared/aggregate/stored-state.ts';
import { addressOf } from '#shared/event-store/address.ts';
import { itemOf, storedOf } from '#shared/event-store/dynamo-item.ts';
import { liveIn, type Tip } from '#shared/event-store/event-store.ts';
import { createInMemoryStore } from '#shared/event-store/in-memory.ts';
import { type CounterCommand, contextFor, counter, newAccount } from './counter.ts';
import { refolding } from './later-counter.ts';

const OpenedV1 = defineEvent('CounterOpened', 1, z.strictObject({ label: z.string() }));
const AddedV1 = defineEvent('CounterAdded', 1, z.strictObject({ by: z.int(), note: z.string().optional() }));
const AddedV2 = defineEvent('CounterAdded', 2, z.strictObject({ by: z.int(), unit: z.string() }));
const Reset = defineEvent('CounterReset', 1, z.strictObject({}));

type State = { label: string; total: number; due?: string | undefined };
type Later<Event extends { type: string; version: number; data: object }> = Aggregate<
  State,
  CounterCommand,
  Event
>;

const counting = (state: State | undefined, by: number): State => ({
  label: state?.label ?? '',
  total: (state?.total ?? 0) + by,
});

/** N + 1 writes additions in a second version of their event. */
const Events2 = z.discriminatedUnion('type', [OpenedV1, AddedV2]);
const newerEvent: Later<z.infer<typeof Events2>> = {
  ...counter,
  events: Events2,
  upcasters: { CounterAdded: { 1: ({ by }) => ({ by, unit: 'one' }) } },
  decide: (command) =>
    command.kind === 'add'
      ? [{ type: 'CounterAdded', version: 2, data: { by: command.by, unit: 'two' } }]
      : [],
  evolve: (state, event) =>
    event.type === 'CounterOpened' ? { label: event.data.label, total: 0 } : counting(state, event.data.by),
};

/** N + 1 knows a kind of event that N does not. */
const Events3 = z.discriminatedUnion('type', [OpenedV1, AddedV1, Reset]);
const newKind: Later<z.infer<typeof Events3>> = {
  ...counter,
  events: Events3,
  decide: () => [{ type: 'CounterReset', version: 1, data: {} }],
  evolve: (state, event) =>
    event.type === 'CounterAdded' ? counting(state, event.data.by) : { label: state?.label ?? '', total: 0 },
};

/** N + 1 has one optional field more in its state, or another schema of it. */
const State2 = z.strictObject({
  label: z.string(),
  total: z.int(),
  due: z.string().optional(),
  peak: z.int().optional(),
});
const widened = (stateVersion: number) => ({
  ...counter,
  state: State2,
  stateVersion,
  upcasters: stateVersion > 1 ? { State: { 1: (data: object) => ({ ...data }) } } : {},
  evolve: (state: z.infer<typeof State2> | undefined, event: Parameters<typeof counter.evolve>[1]) => {
    const next = counter.evolve(state, event);
    return { ...next, peak: Math.max(state?.peak ?? 0, next.total) };
  },
});

const world = async () => {
  const [store, account] = [createInMemoryStore(), newAccount('versions')];
  const run = <S, E extends { type: string; version: number; data: object }>(
    aggregate: Aggregate<S, CounterCommand, E>,
    command: CounterCommand,
  ) => execute(store, aggregate, { key: 'k', command, context: contextFor(account) });
  await run(counter, { kind: 'open', label: 'k' });
  const stream = streamOf(counter, account, 'k');
  const tip = async () => (await store.load(stream))!;
  /** As a newer version of the code would have stored it. */
  const rewrite = async (change: (tip: Tip) => Tip) => {
    const before = await tip();
    await store.write({ stream, expectedVersion: before.version, tip: change(before), page: [] });
  };
  return { store, account, run, stream, tip, rewrite };
};

const one: CounterCommand = { kind: 'add', by: 1 };
const waits = { kind: 'transient', code: 'newer-than-reader' };

describe('versions of the code that write and read side by side', () => {
  it('go on from one another while the newer one has changed nothing that the older one does not know', async () => {
    const { run, store, account } = await world();
    await run(newerEvent, { kind: 'add', by: 2 });
    await run(counter, { kind: 'add', by: 2 });
    expect(await run(newerEvent, one)).toMatchObject({ version: 4, state: { total: 5 } });
    const history = await historyOf(store, newerEvent, account, 'k');
    expect(history?.events.map(({ event_version }) => event_version)).toEqual([1, 2, 2, 2]);
  });

  it('let the older one tell the history of events that it does not know, as they are', async () => {
    const { run, store, account } = await world();
    await run(newerEvent, one);
    const history = await historyOf(store, counter, account, 'k');
    expect(history?.events.at(-1)).toMatchObject({ event_version: 2, event_data: { by: 1, unit: 'two' } });
  });

  it.each([
    ['a version', newerEvent],
    ['a kind', newKind],
  ] as const)(
    'let the older one wait where it must fold %s of event that it does not know',
    async (_, later) => {
      const { run, store, account } = await world();
      if (later === newerEvent) await run(newerEvent, one);
      else await run(newKind, one);
      await expect(loadAggregate(store, refolding, account, 'k')).rejects.toMatchObject(waits);
      await expect(run(refolding, one)).rejects.toMatchObject(waits);
    },
  );

  it.each([1, 2])(
    'let the older one wait for a state with more fields in it (schema %i), and lose none',
    async (version) => {
      const { run, store, account, tip } = await world();
      await run(widened(version), { kind: 'add', by: 5 });
      await expect(run(counter, one)).rejects.toMatchObject(waits);
      await expect(loadAggregate(store, counter, account, 'k')).rejects.toMatchObject(waits);
      expect(await tip()).toMatchObject({ version: 2, schema: version, data: { total: 5, peak: 5 } });
      expect(await run(widened(version), one)).toMatchObject({ version: 3, state: { total: 6, peak: 6 } });
    },
  );

  it('let the newer one take what the older one writes on', async () => {
    const { run } = await world();
    await run(counter, one);
    expect(await run(widened(2), one)).toMatchObject({ version: 3, state: { total: 2, peak: 2 } });
  });

  it('is no excuse for what nobody wrote: a state that does not fit is not waited for', async () => {
    const { run, rewrite } = await world();
    await rewrite((tip) => ({ ...tip, version: 2, data: { label: 'k', total: 'five' }, events: [] }));
    await expect(run(counter, one)).rejects.toMatchObject({ kind: 'terminal', code: 'unreadable-state' });
  });
});

describe('what a newer version adds beside the state', () => {
  /** The item as the table holds it, with what N + 1 has added: an attribute, a field of the clock and one of the metadata. */
  const added = (item: Record<string, unknown>, tip: Tip): Record<string, unknown> => ({
    ...item,
    Owner: 'team-7',
    GSI4PK: 'ACCOUNT#1#OWNER#team-7',
    Clock: { memory: { ...tip.clock.memory, origin: 'eu-west-1' } },
    Events: tip.events.map((event) => ({
      ...event,
      trace: '00-1',
      metadata: { ...event.metadata, tenant_class: 'gold' },
    })),
  });

  it('is carried over by an older writer: attributes of the tip, fields of its clock and of events', async () => {
    const { run, stream, rewrite, tip } = await world();
    const newer = liveIn(storedOf(added(itemOf(stream, await tip()), await tip())));
    await rewrite(() => ({
      ...newer!,
      version: 2,
      events: newer!.events.map((event) => ({ ...event, aggregate_version: 2 })),
    }));
    await run(counter, one);
    const item = itemOf(stream, await tip());
    expect(item).toMatchObject({
      ...addressOf(stream),
      Version: 3,
      Owner: 'team-7',
      GSI4PK: 'ACCOUNT#1#OWNER#team-7',
      Clock: { memory: { count: 2, origin: 'eu-west-1' } },
      Events: [{ trace: '00-1', metadata: { tenant_class: 'gold' } }, { aggregate_version: 3 }],
    });
  });

  it('is shown in histories, and is refused in what this version writes itself', async () => {
    const { store, account, stream, rewrite, tip } = await world();
    const newer = liveIn(storedOf(added(itemOf(stream, await tip()), await tip())))!;
    await rewrite(() => ({
      ...newer,
      version: 2,
      base: 1,
      events: newer.events.map((event) => ({ ...event, aggregate_version: 2 })),
    }));
    const history = await historyOf(store, counter, account, 'k');
    const page = HistoryPage.parse({ items: history?.events });
    expect(page.items[0]).toMatchObject({ trace: '00-1', metadata: { tenant_class: 'gold' } });
    const strange = { ...contextFor(account), actor: 'nobody' } as unknown as ReturnType<typeof contextFor>;
    const written = execute(store, counter, {
      key: 'new',
      command: { kind: 'open', label: 'n' },
      context: strange,
    });
    await expect(written).rejects.toMatchObject({ code: 'invalid-event' });
  });
});
