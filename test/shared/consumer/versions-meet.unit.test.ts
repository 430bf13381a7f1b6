import { beforeEach, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { PublishedEvent } from '#schemas/envelope.ts';
import { defineEvent, type Upcasters } from '#schemas/event.ts';
import type { Parked } from '#schemas/parked.ts';
import { execute } from '#shared/aggregate/execute.ts';
import { streamOf } from '#shared/aggregate/stored-state.ts';
import { effect } from '#shared/consumer/effect.ts';
import type { EventHandler } from '#shared/consumer/event-handler.ts';
import { type FollowedState, follower } from '#shared/consumer/follower.ts';
import type { OutcomeLine } from '#shared/consumer/outcome-log.ts';
import { createConsumer, onQueue, type QueueHandler } from '#shared/consumer/reactions.ts';
import { readsOf } from '#shared/consumer/reading.ts';
import { createWaiting } from '#shared/consumer/waiting.ts';
import { createInMemoryStore } from '#shared/event-store/in-memory.ts';
import { InMemoryBus, InMemoryQueue } from '#shared/messaging/in-memory.ts';
import { createInMemoryObjectStore } from '#shared/object-store/in-memory.ts';
import { publishedOf } from '#shared/relay/entry.ts';
import { createRelay } from '#shared/relay/relay.ts';
import { contextFor, counter, newAccount } from '../event-store/counter.ts';
import { streamOfCommands } from '../relay/stream.ts';

/** N: what was published first. */
const OpenedV1 = defineEvent('CounterOpened', 1, z.strictObject({ label: z.string() }));
/** N+1: the same event with another name for the same thing, and a field that means something else than before. */
const OpenedV2 = defineEvent('CounterOpened', 2, z.strictObject({ title: z.string(), label: z.int() }));
const upcasters: Upcasters = {
  CounterOpened: { 1: ({ label }) => ({ title: label, label: 0 }) },
  State: { 1: ({ label, total }) => ({ title: label, total }) },
};
const stateV1 = {
  aggregate: 'Counter',
  version: 1,
  data: z.strictObject({ label: z.string(), total: z.int() }),
};
const stateV2 = {
  aggregate: 'Counter',
  version: 2,
  data: z.strictObject({ title: z.string(), total: z.int() }),
  upcasters,
};

const seen: unknown[] = [];
const rows: FollowedState<unknown>[] = [];
const parked: Parked[] = [];
const lines: OutcomeLine[] = [];
const queue = new InMemoryQueue();
const objects = createInMemoryObjectStore();
const NOW = '2026-11-24T08:00:00.000Z';

/** A version of a consumer's code. */
const consumer = (
  events: Readonly<Record<string, EventHandler>>,
  queues: Readonly<Record<string, QueueHandler>> = {},
) =>
  createConsumer({
    events,
    queues,
    objects,
    clock: () => NOW,
    milliseconds: () => 0,
    log: (line) => void lines.push(line),
    park: async (item) => void parked.push(item),
    wait: createWaiting(() => queue),
  });
const keep = async (row: FollowedState<unknown>) => {
  rows.push(row);
  return 'applied' as const;
};
const n = consumer({
  CounterOpened: effect('asset', 'open', readsOf(OpenedV1), async (data) => void seen.push(data)),
  CounterAdded: follower(stateV1, keep),
});
const next = consumer({
  CounterOpened: effect('asset', 'open', readsOf(OpenedV2, upcasters), async (data) => void seen.push(data)),
  CounterAdded: follower(stateV2, keep),
});

it('a reader of a later version does not compile without the upcasters of the older ones', () => {
  // @ts-expect-error version 1 of the event may still come
  expect(readsOf(OpenedV2).version).toBe(2);
  expect(readsOf(OpenedV1).version).toBe(1);
});

async function opened(over: Partial<PublishedEvent> = {}): Promise<PublishedEvent> {
  const [store, account] = [createInMemoryStore(), newAccount('versions')];
  const command = { kind: 'open', label: 'k' } as const;
  await execute(store, counter, { key: 'k', command, context: contextFor(account) });
  const tip = (await store.load(streamOf(counter, account, 'k')))!;
  return PublishedEvent.parse({ ...publishedOf(tip.events[0]!, tip), ...over });
}
const record = (body: string, name = 'chariot-test-asset-events', waits?: number) => ({
  messageId: 'm',
  body,
  eventSourceARN: `arn:aws:sqs:eu-west-1:000000000000:${name}`,
  ...(waits !== undefined && { messageAttributes: { waits: { stringValue: String(waits) } } }),
});
const message = (detail: unknown, source = 'chariot.asset') =>
  JSON.stringify({ 'detail-type': 'x', source, detail });
const outcomes = () => lines.map(({ outcome, code }) => [outcome, code]);
/** What waits comes back later, to whatever version is deployed by then. */
const comeBack = async (to: ReturnType<typeof createConsumer>) => {
  const waiting = queue.taken.splice(0);
  for (const { body, waits } of waiting)
    expect(await to({ Records: [record(body, undefined, waits)] })).toEqual({ batchItemFailures: [] });
};

beforeEach(() => {
  for (const list of [seen, rows, parked, lines, queue.taken]) list.length = 0;
});

describe('two versions that run side by side', () => {
  it('read events of the older one, lifted by its upcasters', async () => {
    await next({ Records: [record(message(await opened()))] });
    await next({ Records: [record(message(await opened({ event_type: 'CounterAdded' })))] });
    expect(seen).toEqual([{ title: 'k', label: 0 }]);
    expect(rows.map(({ state }) => state)).toEqual([{ title: 'k', total: 0 }]);
    expect(parked).toEqual([]);
  });

  it('let an event of a newer schema wait until the older one is replaced, although its fields would fit', async () => {
    const newer = await opened({ event_version: 2, event_data: { title: 'k', label: 1 } });
    const looseV1 = consumer({
      CounterOpened: effect(
        'asset',
        'open',
        { version: 1, data: z.looseObject({}) },
        async (data) => void seen.push(data),
      ),
    });
    for (const old of [n, looseV1]) await old({ Records: [record(message(newer))] });
    expect(seen).toEqual([]);
    expect(outcomes()).toEqual([
      ['waiting', 'newer-than-reader'],
      ['waiting', 'newer-than-reader'],
    ]);
    await comeBack(next);
    expect(seen).toEqual([
      { title: 'k', label: 1 },
      { title: 'k', label: 1 },
    ]);
    expect(parked).toEqual([]);
  });

  it('let a state of a newer schema wait', async () => {
    const newer = await opened({
      event_type: 'CounterAdded',
      state_schema: 2,
      state: { title: 'k', total: 3 },
    });
    await n({ Records: [record(message(newer))] });
    expect([rows, parked]).toEqual([[], []]);
    await comeBack(next);
    expect(rows.map(({ state }) => state)).toEqual([{ title: 'k', total: 3 }]);
  });

  it('take one more field of an event, its metadata, its envelope or its state', async () => {
    const event = await opened();
    const more = {
      ...event,
      region: 'eu',
      event_data: { ...event.event_data, colour: 'red' },
      metadata: { ...event.metadata, trace: 'abc' },
      service_name: 'tomorrow',
      state: { ...event.state, owner: 'ann' },
    };
    await n({ Records: [record(message(more, 'chariot.tomorrow'))] });
    await n({ Records: [record(message({ ...more, event_type: 'CounterAdded' }, 'chariot.tomorrow'))] });
    expect(seen).toEqual([{ label: 'k' }]);
    expect(rows.map(({ state }) => state)).toEqual([{ label: 'k', total: 0 }]);
    expect(parked).toEqual([]);
  });

  it('take one more field of a message of their own queue', async () => {
    const Task = z.strictObject({ say: z.string(), part: z.strictObject({ number: z.int() }) });
    const handle = async (task: unknown) => void seen.push(task);
    const tasks = consumer({}, { imports: onQueue(Task, handle) });
    const body = JSON.stringify({ say: 'a', part: { number: 1, of: 2 }, priority: 3 });
    await tasks({ Records: [record(body, 'chariot-test-asset-imports')] });
    expect(seen).toEqual([{ say: 'a', part: { number: 1 } }]);
  });

  it('let an event wait whose rule is deployed before its code, and again after a rollback', async () => {
    const before = consumer({});
    const body = message(await opened({ event_type: 'CounterOpened' }));
    await before({ Records: [record(body)] });
    await comeBack(before);
    expect(outcomes()).toEqual([
      ['waiting', 'no-handler'],
      ['waiting', 'no-handler'],
    ]);
    await comeBack(n);
    expect(seen).toEqual([{ label: 'k' }]);
    expect(parked).toEqual([]);
  });

  it('know no handler of a name that every object has', async () => {
    await n({ Records: [record(message(await opened({ event_type: 'toString' })))] });
    expect(outcomes()).toEqual([['waiting', 'no-handler']]);
  });

  it('let a message wait whose queue is deployed before its code', async () => {
    await n({ Records: [record('{}', 'chariot-test-asset-exports')] });
    expect(queue.taken).toEqual([{ body: '{}', delaySeconds: 30, waits: 1 }]);
  });

  it('wait ever longer, never beyond the period of the alarm, and never end in the dead-letter queue', async () => {
    const body = message(await opened({ event_version: 9 }));
    const delays: (number | undefined)[] = [];
    let waits = 0;
    for (let times = 0; times < 500; times += 1) {
      expect(await n({ Records: [record(body, undefined, waits)] })).toEqual({ batchItemFailures: [] });
      const sent = queue.taken.pop()!;
      delays.push(sent.delaySeconds);
      waits = sent.waits!;
      expect(sent.body).toBe(body);
    }
    expect(delays.slice(0, 5)).toEqual([30, 60, 120, 240, 240]);
    expect(new Set(delays.slice(5))).toEqual(new Set([240]));
    expect(parked).toEqual([]);
  });

  it('keep a message that cannot be sent back in its queue', async () => {
    const stuck = createConsumer({
      events: {},
      objects,
      clock: () => NOW,
      milliseconds: () => 0,
      log: (line) => void lines.push(line),
      park: async (item) => void parked.push(item),
      wait: () => Promise.reject(new Error('no queue')),
    });
    const result = await stuck({ Records: [record(message(await opened()))] });
    expect(result).toEqual({ batchItemFailures: [{ itemIdentifier: 'm' }] });
    expect(outcomes()).toEqual([['retried', 'waiting-failed']]);
  });

  it('publish an event of a newer writer with all its fields, rather than park it', async () => {
    const [told] = await streamOfCommands([{ kind: 'open', label: 'k' }]);
    const image = told!.dynamodb.NewImage as { Events: { L: { M: { metadata: { M: object } } }[] } };
    Object.assign(image.Events.L[0]!.M.metadata.M, { trace: { S: 'abc' } });
    const bus = new InMemoryBus();
    const relay = createRelay({
      bus,
      objects,
      claimsBucket: 'claims',
      source: 'relay',
      clock: () => NOW,
      milliseconds: () => 0,
      log: () => {},
      park: async (item) => void parked.push(item),
    });
    await relay({ Records: [told] });
    expect(bus.taken.map(({ detail }) => JSON.parse(detail).metadata.trace)).toEqual(['abc']);
    expect(parked).toEqual([]);
  });
});
