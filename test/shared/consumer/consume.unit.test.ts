import { beforeEach, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { PublishedEvent } from '#schemas/envelope.ts';
import { TerminalFailure, TransientFailure } from '#schemas/errors.ts';
import type { Parked } from '#schemas/parked.ts';
import { batchFollower, type FollowedState } from '#shared/consumer/follower.ts';
import type { OutcomeLine } from '#shared/consumer/outcome-log.ts';
import { createConsumer, onQueue } from '#shared/consumer/reactions.ts';
import { derivedId } from '#shared/identity.ts';
import { createInMemoryObjectStore } from '#shared/object-store/in-memory.ts';
import { newAccount } from '../event-store/counter.ts';

const account = newAccount('consume');
const parked: Parked[] = [];
const lines: OutcomeLine[] = [];
const calls: (readonly FollowedState<{ total: number }>[])[] = [];
let time = 0;

const runtime = {
  objects: createInMemoryObjectStore(),
  clock: () => '2026-11-24T08:00:00.000Z',
  milliseconds: () => (time += 1.4),
  log: (line: OutcomeLine) => void lines.push(line),
  park: async (item: Parked) => void parked.push(item),
  wait: async () => {},
};

const record = (queue: string, body: unknown, messageId = 'm', receives = 1) => ({
  messageId,
  body: JSON.stringify(body),
  eventSourceARN: `arn:aws:sqs:eu-west-1:000000000000:chariot-test-graph-${queue}`,
  attributes: { ApproximateReceiveCount: String(receives) },
});

const told = (key: string, version: number, total: unknown, source = 'chariot.asset') => ({
  'detail-type': 'CounterAdded',
  source,
  detail: PublishedEvent.parse({
    event_id: derivedId(key, version),
    aggregate_id: key,
    aggregate_type: 'Counter',
    event_type: 'CounterAdded',
    event_version: 1,
    aggregate_version: version,
    event_data: {},
    metadata: {
      account_id: account,
      actor: 'user:a',
      command_id: 'c',
      correlation_id: 'corr-7',
      causation_id: 'c',
      vector_clock: {},
    },
    timestamp: '2026-11-24T08:00:00.000Z',
    service_name: 'asset',
    state: { total },
    state_version: version,
    state_schema: 1,
  }),
});

beforeEach(() => {
  for (const list of [parked, lines, calls]) list.length = 0;
});

describe('a message that fails', () => {
  const failing = (error: unknown, maxReceives?: number) =>
    createConsumer({
      ...runtime,
      ...(maxReceives !== undefined && { maxReceives }),
      events: {},
      queues: { imports: onQueue(z.looseObject({}), () => Promise.reject(error)) },
    });
  const tries = async (react: ReturnType<typeof failing>) => {
    for (let receives = 1; receives <= 50; receives += 1) {
      const { batchItemFailures } = await react({ Records: [record('imports', { say: 1 }, 'm', receives)] });
      if (batchItemFailures.length === 0) return receives;
    }
    return 'for ever';
  };

  it('by a defect of ours is parked after three tries, with its reason', async () => {
    expect(await tries(failing(new TypeError('x is not a function')))).toBe(3);
    expect(parked).toMatchObject([
      { reason: { code: 'unknown', message: 'x is not a function' }, payload: { say: 1 } },
    ]);
  });

  it('by an outage is tried as often as its queue allows, and parked at the last try with its reason', async () => {
    expect(await tries(failing(new TransientFailure('unavailable', 'away')))).toBe('for ever');
    expect(await tries(failing(new TransientFailure('unavailable', 'away'), 10))).toBe(10);
    expect(parked.map(({ reason }) => reason.code)).toEqual(['unavailable']);
  });

  it('by killing its consumer each time is parked before one attempt more, and its neighbours are handled', async () => {
    const handled: unknown[] = [];
    const react = createConsumer({
      ...runtime,
      maxReceives: 10,
      events: {},
      queues: { imports: onQueue(z.looseObject({}), async (message) => void handled.push(message)) },
    });
    const Records = [
      record('imports', { say: 'fatal' }, 'a', 11),
      record('imports', { say: 'good' }, 'b', 10),
    ];
    expect(await react({ Records })).toEqual({ batchItemFailures: [] });
    expect(handled).toEqual([{ say: 'good' }]);
    expect(parked).toMatchObject([{ reason: { code: 'killed' }, payload: { say: 'fatal' } }]);
    expect(lines.map(({ id, outcome, code }) => [id, outcome, code]).toSorted()).toEqual([
      ['a', 'parked', 'killed'],
      ['b', 'applied', 'ok'],
    ]);
  });

  it('for good is parked at once, under the queue that it came from', async () => {
    expect(await tries(failing(new TerminalFailure('poison', 'never')))).toBe(1);
    expect(parked.map(({ source }) => source)).toEqual(['chariot-test-graph-imports']);
  });
});

describe('a follower in batches', () => {
  /** Refuses whatever comes with a total below zero, together or alone. */
  const react = createConsumer({
    ...runtime,
    events: {
      CounterAdded: batchFollower(
        { aggregate: 'Counter', version: 1, data: z.strictObject({ total: z.int() }) },
        async (rows) => {
          calls.push(rows);
          if (rows.some(({ state }) => state.total === -1)) throw new TerminalFailure('poison', 'below zero');
          if (rows.some(({ state }) => state.total === -2))
            throw new TransientFailure('unavailable', 'later');
          if (rows.some(({ state }) => state.total === -3)) throw new TypeError('defect');
        },
      ),
    },
  });
  const batch = (...events: ReturnType<typeof told>[]) => ({
    Records: events.map((event, at) => record('events', event, `m${at}`)),
  });

  it('gets a whole batch in one call, of each thing the highest version', async () => {
    const result = await react(batch(told('b', 2, 2), told('a', 1, 1), told('b', 3, 3), told('b', 1, 1)));
    expect(result).toEqual({ batchItemFailures: [] });
    expect(calls.map((rows) => rows.map(({ key, version }) => [key, version]))).toEqual([
      [
        ['a', 1],
        ['b', 3],
      ],
    ]);
    expect(lines.map(({ outcome }) => outcome)).toEqual(Array.from({ length: 4 }, () => 'applied'));
  });

  it('never lets one bad record fail the others: each is then handled alone, by the same rules', async () => {
    const result = await react(
      batch(told('a', 1, 1), told('b', 1, -1), told('c', 1, -2), told('d', 1, 'many'), told('e', 1, -3)),
    );
    expect(result.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier)).toEqual(['m2', 'm4']);
    expect(parked.map(({ reason }) => reason.code).toSorted()).toEqual(['poison', 'unreadable-state']);
    expect(lines.map(({ id, outcome }) => [id, outcome]).toSorted()).toEqual([
      ['m0', 'applied'],
      ['m1', 'parked'],
      ['m2', 'retried'],
      ['m3', 'parked'],
      ['m4', 'retried'],
    ]);
  });

  it('takes the older version where the newest of its batch is bad', async () => {
    await react(batch(told('a', 2, -1), told('a', 1, 1)));
    const alone = calls.slice(1).flat();
    expect(alone.map(({ version }) => version).toSorted()).toEqual([1, 2]);
    expect(parked).toHaveLength(1);
  });
});

describe('an outcome line', () => {
  it('names outcome, event, thing, account and duration, each in one spelling', async () => {
    const react = createConsumer({ ...runtime, events: { CounterAdded: async () => {} } });
    await react({ Records: [record('events', told('k', 4, 1))] });
    expect(lines).toEqual([
      {
        outcome: 'applied',
        code: 'ok',
        source: 'chariot-test-graph-events',
        id: 'm',
        duration_ms: expect.any(Number),
        correlation_id: 'corr-7',
        event_id: derivedId('k', 4),
        event_type: 'CounterAdded',
        aggregate_type: 'Counter',
        aggregate_id: 'k',
        account_id: account,
      },
    ]);
    expect(Number.isInteger(lines[0]?.duration_ms)).toBe(true);
  });

  it('names account and cause of a task of its own queue', async () => {
    const react = createConsumer({
      ...runtime,
      events: {},
      queues: { imports: onQueue(z.looseObject({}), async () => {}) },
    });
    const task = { accountId: account, correlationId: 'corr-8', causationId: 'event-1', secret: 's' };
    await react({ Records: [record('imports', task)] });
    expect(lines[0]).toMatchObject({ account_id: account, correlation_id: 'corr-8', event_id: 'event-1' });
    expect(JSON.stringify(lines)).not.toContain('secret');
  });

  it('is written for an unreadable message, too', async () => {
    const react = createConsumer({ ...runtime, events: {} });
    await react({ Records: [{ ...record('events', {}), body: 'no json' }] });
    expect(lines).toMatchObject([{ outcome: 'parked', code: 'unreadable-message' }]);
  });
});

describe('an event whose sender is another service', () => {
  it.each(['chariot.account', 'replay.chariot.account', 'aws.health'])('is parked: %s', async (source) => {
    const effects: unknown[] = [];
    const effect = async (event: unknown) => void effects.push(event);
    const react = createConsumer({ ...runtime, events: { CounterAdded: effect } });
    await react({ Records: [record('events', { ...told('k', 1, 1), source })] });
    expect(lines).toMatchObject([{ outcome: 'parked', code: 'foreign-event' }]);
    expect(effects).toEqual([]);
  });
});

describe('a replay', () => {
  it('reaches the followers of its kind of thing after any last event, and never an effect', async () => {
    const [effects, states]: [string[], number[]] = [[], []];
    const follows = { aggregate: 'Counter', version: 1, data: z.strictObject({ total: z.int() }) };
    const react = createConsumer({
      ...runtime,
      events: {
        CounterAdded: async ({ aggregate_id }) => void effects.push(aggregate_id),
        CounterOpened: batchFollower(follows, async (rows) => {
          states.push(...rows.map(({ state }) => state.total));
        }),
        OtherOpened: batchFollower({ ...follows, aggregate: 'Other' }, async () => void states.push(-1)),
      },
    });
    await react({ Records: [record('events', told('k', 4, 9, 'replay.chariot.asset'))] });
    expect([effects, states]).toEqual([[], [9]]);
    const none = createConsumer({ ...runtime, events: {} });
    await none({ Records: [record('events', told('k', 4, 9, 'replay.chariot.asset'))] });
    expect(lines.map(({ outcome }) => outcome)).toEqual(['applied', 'ignored']);
  });
});
