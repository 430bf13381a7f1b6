import { beforeEach, describe, expect, it } from 'vitest';
import { TransientFailure } from '#schemas/errors.ts';
import { execute } from '#shared/aggregate/execute.ts';
import { purge } from '#shared/aggregate/purge.ts';
import type { EventStore } from '#shared/event-store/event-store.ts';
import { createInMemoryStore } from '#shared/event-store/in-memory.ts';
import { failedDelivery } from '#shared/messaging/delivery.ts';
import { InMemoryBus } from '#shared/messaging/in-memory.ts';
import { createInMemoryObjectStore } from '#shared/object-store/in-memory.ts';
import { operate } from '#shared/relay/operate.ts';
import { contextFor, counter, newAccount } from '../event-store/counter.ts';

let bus = new InMemoryBus();
let time = 0;
const lines: unknown[] = [];
const telling = (level: string) => (message: string, fields: object) =>
  void lines.push({ level, message, ...fields });
const log = { info: telling('info'), warn: telling('warn'), error: telling('error') };
const slept: number[] = [];

beforeEach(() => {
  bus = new InMemoryBus();
  time = 0;
  slept.length = 0;
  lines.length = 0;
});

async function world(things: number, adds = 0) {
  const [store, account] = [createInMemoryStore(), newAccount('operate')];
  const run = (key: string, command: Parameters<typeof counter.decide>[0], minute: number) =>
    execute(store, counter, {
      key,
      command,
      context: { ...contextFor(account), now: `2026-11-24T08:${String(minute).padStart(2, '0')}:00.000Z` },
    });
  for (let at = 0; at < things; at += 1) {
    await run(`k${at}`, { kind: 'open', label: `k${at}` }, 0);
    for (let by = 1; by <= adds; by += 1)
      await run(`k${at}`, { kind: 'add', by, note: 'x'.repeat(900) }, Math.min(59, by));
  }
  const deps = (over: object = {}) => ({
    store,
    bus,
    places: [{ prefix: counter.prefix, shards: counter.shards }],
    objects: createInMemoryObjectStore(),
    claimsBucket: 'claims',
    service: 'asset',
    subscribers: ['graph', 'reporting'],
    log,
    milliseconds: () => time,
    sleep: async (ms: number) => {
      slept.push(ms);
      time += ms;
    },
    ...over,
  });
  return { store, account, deps };
}

const told = () => bus.taken.map(({ detail }) => JSON.parse(detail));

describe('republishing', () => {
  it('tells again what happened since a moment, with the same ids and the state as it is now', async () => {
    const { account, deps } = await world(3, 12);
    const all = { operation: 'republish', accountId: account, since: '2026-11-24T08:00:00.000Z' };
    expect(await operate(all, deps())).toEqual({ sent: 39 });
    const first = told();
    expect(new Set(first.map(({ event_id }) => event_id)).size).toBe(39);
    expect(new Set(first.map(({ state_version }) => state_version))).toEqual(new Set([13]));
    bus = new InMemoryBus();
    expect(await operate({ ...all, since: '2026-11-24T08:10:00.000Z' }, deps())).toEqual({ sent: 9 });
    expect(bus.taken.every(({ source }) => source === 'chariot.asset')).toBe(true);
    const ids = first.filter(({ aggregate_version }) => aggregate_version > 10);
    expect(
      told()
        .map(({ event_id }) => event_id)
        .toSorted(),
    ).toEqual(ids.map(({ event_id }) => event_id).toSorted());
  });

  it('reads a long history page by page', async () => {
    const { store, account, deps } = await world(1, 180);
    const paged: EventStore['paged'] = store.paged.bind(store);
    let most = 0;
    const reading: EventStore = Object.assign(store, {
      paged: async (...[stream, after, limit]: Parameters<EventStore['paged']>) => {
        most = Math.max(most, limit);
        return (await paged(stream, after, limit)).slice(0, limit);
      },
    });
    const since = '2026-11-24T08:00:00.000Z';
    const operation = { operation: 'republish', accountId: account, since, perSecond: 2_000 };
    expect(await operate(operation, deps({ store: reading }))).toEqual({ sent: 181 });
    expect(most).toBe(50);
    const versions = told().map(({ aggregate_version }) => aggregate_version);
    expect(versions).toEqual(Array.from({ length: 181 }, (_, at) => at + 1));
  });

  // The clock was once looked at between things only. A thing whose events take longer than a function lives was never passed.
  it.each([
    [1, 30],
    [7, 200],
    [100, 1_200],
  ])('comes further within one thing, at %i a second, and sends each event once', async (perSecond, adds) => {
    const { account, deps } = await world(2, adds);
    const asked = {
      operation: 'republish',
      accountId: account,
      since: '2026-11-24T08:00:00.000Z',
      perSecond,
    };
    let cursor: string | undefined;
    let sent = 0;
    let calls = 0;
    do {
      const began = time;
      const answer = await operate({ ...asked, ...(cursor && { cursor }) }, deps({ budgetMs: 4_000 }));
      expect(time - began).toBeLessThanOrEqual(5_000);
      sent += answer.sent;
      calls += 1;
      cursor = answer.cursor;
    } while (cursor !== undefined);
    expect(calls).toBeGreaterThan(4);
    expect(sent).toBe(2 * (adds + 1));
    const byThing = Map.groupBy(told(), ({ aggregate_id }) => aggregate_id);
    for (const events of byThing.values())
      expect(events.map(({ aggregate_version }) => aggregate_version)).toEqual(
        Array.from({ length: adds + 1 }, (_, at) => at + 1),
      );
  });

  it('goes on behind a thing that was purged since', async () => {
    const { store, account, deps } = await world(3, 60);
    const asked = {
      operation: 'republish',
      accountId: account,
      since: '2026-11-24T08:00:00.000Z',
      perSecond: 10,
    };
    const { cursor } = await operate(asked, deps({ budgetMs: 2_000 }));
    const [{ aggregate_id: key }] = told() as [{ aggregate_id: string }];
    expect(await purge(store, counter, account, key, { version: 61, now: '2026-11-25T08:00:00.000Z' })).toBe(
      'purged',
    );
    expect(await operate({ ...asked, cursor }, deps({ budgetMs: 60_000 }))).toEqual({ sent: 122 });
  });

  it('looks at the clock also while it reads what nobody asked for', async () => {
    const { account, deps } = await world(1, 180);
    const slow = { milliseconds: () => (time += 1_000) };
    const asked = { operation: 'republish', accountId: account, since: '2026-11-24T08:59:00.000Z' };
    let cursor: string | undefined;
    let [sent, calls] = [0, 0];
    do {
      const answer = await operate(
        { ...asked, perSecond: 2_000, ...(cursor && { cursor }) },
        deps({ ...slow, budgetMs: 1_500 }),
      );
      sent += answer.sent;
      calls += 1;
      cursor = answer.cursor;
    } while (cursor !== undefined);
    expect(calls).toBeGreaterThan(2);
    expect(sent).toBe(122);
  });

  it('leaves one line, which says who was asked for, since when and how much', async () => {
    const { account, deps } = await world(2);
    const since = '2026-11-24T08:00:00.000Z';
    await operate({ operation: 'republish', accountId: account, since }, deps());
    const asked = { operation: 'republish', account_id: account, since };
    expect(lines).toMatchObject([{ level: 'info', message: 'operation performed', ...asked, sent: 2 }]);
    bus.fault = () => failedDelivery(new TransientFailure('not-published', 'no'));
    await operate({ operation: 'republish', accountId: account, since }, deps()).catch(() => undefined);
    expect(lines.slice(1)).toMatchObject([
      { level: 'error', message: 'operation failed', ...asked, sent: 0 },
    ]);
  });

  it('says when the bus did not take it', async () => {
    const { account, deps } = await world(1);
    bus.fault = () => failedDelivery(new TransientFailure('not-published', 'no'));
    const operation = { operation: 'republish', accountId: account, since: '2026-11-24T08:00:00.000Z' };
    await expect(operate(operation, deps())).rejects.toMatchObject({ kind: 'transient' });
  });
});

describe('a replay', () => {
  const replayOf = (accountId: string, over: object = {}) => ({
    operation: 'replay',
    accountId,
    to: 'graph',
    perSecond: 2_000,
    ...over,
  });

  it('sends the latest state of each thing once, to one subscriber, and is marked as what it is', async () => {
    const { account, deps } = await world(70, 2);
    expect(await operate(replayOf(account), deps())).toEqual({ sent: 70 });
    expect(new Set(told().map(({ aggregate_id }) => aggregate_id)).size).toBe(70);
    expect(told().every(({ state, state_version }) => state_version === 3 && state.total === 3)).toBe(true);
    const marks = bus.taken.map(({ source, type }) => `${source} to ${type}`);
    expect(new Set(marks)).toEqual(new Set(['replay.chariot.asset to graph']));
  });

  it('goes on where it stopped, and misses nothing and repeats nothing between', async () => {
    const { account, deps } = await world(70);
    let cursor: string | undefined;
    let calls = 0;
    do {
      calls += 1;
      const answer = await operate(
        replayOf(account, { perSecond: 10, ...(cursor && { cursor }) }),
        deps({ budgetMs: 2_000 }),
      );
      cursor = answer.cursor;
    } while (cursor !== undefined);
    expect(calls).toBeGreaterThan(2);
    expect(
      told()
        .map(({ aggregate_id }) => aggregate_id)
        .toSorted(),
    ).toEqual(Array.from({ length: 70 }, (_, at) => `k${at}`).toSorted());
  });

  it('sends no faster than it was told', async () => {
    const { account, deps } = await world(60);
    await operate(replayOf(account, { perSecond: 20 }), deps({ budgetMs: 60_000 }));
    expect(slept.reduce((sum, ms) => sum + ms, 0)).toBe(3_000);
  });

  it('of an account of which nothing is kept is refused, as nothing to do would look like success', async () => {
    const { deps } = await world(3);
    const other = newAccount('other');
    await expect(operate(replayOf(other), deps())).rejects.toMatchObject({
      code: 'nothing-kept',
      message: `asset keeps nothing of account ${other}`,
    });
    expect(bus.taken).toEqual([]);
  });

  // No rule leads such a replay to a queue: the bus took all of it, and the operator read how much was sent.
  it.each([
    [['graph', 'reporting'], /^to: nobody of that name hears asset: must be one of graph, reporting$/],
    [[], /^to: nobody of that name hears asset: there is none$/],
  ])('to somebody who does not hear the service is refused (%j)', async (subscribers, message) => {
    const { account, deps } = await world(1);
    const asked = replayOf(account, { to: 'grahp' });
    await expect(operate(asked, deps({ subscribers }))).rejects.toMatchObject({
      code: 'invalid',
      message: expect.stringMatching(message),
    });
    expect(bus.taken).toEqual([]);
    expect(lines).toMatchObject([{ level: 'error', message: 'operation failed' }]);
  });

  it('is refused with the name of each field that is wrong', async () => {
    const { account, deps } = await world(0);
    await expect(operate({ operation: 'replay', accountId: 'x', to: '' }, deps())).rejects.toMatchObject({
      code: 'invalid',
      message: expect.stringMatching(/accountId: .*; to: /),
    });
    await expect(operate(replayOf(account, { cursor: 'zzz' }), deps())).rejects.toMatchObject({
      code: 'invalid',
    });
  });
});
