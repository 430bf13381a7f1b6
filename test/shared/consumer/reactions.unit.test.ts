import { SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { Refusal, TerminalFailure, TransientFailure, VersionConflict } from '#schemas/errors.ts';
import type { Parked } from '#schemas/parked.ts';
import { execute } from '#shared/aggregate/execute.ts';
import { streamOf } from '#shared/aggregate/stored-state.ts';
import { effect } from '#shared/consumer/effect.ts';
import type { OutcomeLine } from '#shared/consumer/outcome-log.ts';
import { createReactions, onQueue } from '#shared/consumer/reactions.ts';
import type { WaitingMessage } from '#shared/consumer/waiting.ts';
import { type DueHandlers, onDue, settleDue } from '#shared/due/settle-due.ts';
import { sweep } from '#shared/due/sweep.ts';
import { InMemorySweepMemory } from '#shared/due/sweep-memory.ts';
import { addressOf } from '#shared/event-store/address.ts';
import { createInMemoryStore } from '#shared/event-store/in-memory.ts';
import { createSqsQueue } from '#shared/messaging/sqs.ts';
import { createInMemoryObjectStore } from '#shared/object-store/in-memory.ts';
import { writeJson } from '#shared/object-store/json.ts';
import { publishedOf } from '#shared/relay/entry.ts';
import { type CounterCommand, contextFor, counter, newAccount } from '../event-store/counter.ts';

const queues = mockClient(SQSClient);
const now = '2026-01-01T00:05:00.000Z';

function world() {
  const store = createInMemoryStore();
  const parked: Parked[] = [];
  const lines: OutcomeLine[] = [];
  const waiting: WaitingMessage[] = [];
  const handled: string[] = [];
  const account = newAccount('reactions');
  const open = effect(
    'asset',
    'open-counter',
    { version: 1, data: z.looseObject({ label: z.string() }) },
    async ({ label }, causing) => {
      const command: CounterCommand = { kind: 'open', label: `copy of ${label}` };
      await execute(store, counter, {
        key: `copy-${label}`,
        command,
        context: causing(label),
        assume: 'absent',
      });
    },
  );
  const sqs = new SQSClient({ region: 'us-east-1' });
  const react = createReactions({
    store,
    objects: createInMemoryObjectStore(),
    clock: () => now,
    milliseconds: () => 0,
    wait: async (message) => void waiting.push(message),
    park: async (item) => void parked.push(item),
    log: (line) => void lines.push(line),
    events: { CounterOpened: open },
    due: { Counter: onDue(counter, { kind: 'add', by: 10 }) },
    queues: {
      imports: onQueue(z.strictObject({ say: z.string() }), async ({ say }) => {
        handled.push(say);
        if (say === 'later') throw new TransientFailure('unavailable', 'later');
        if (say === 'never') throw new TerminalFailure('poison', 'never');
        if (say === 'no') throw new Refusal('not-allowed', 'no');
        if (say === 'odd') throw new Error('who knows');
        if (say === 'raced') throw new VersionConflict('k', 1, 2);
      }),
    },
    sweep: (at) =>
      sweep({ store, memory: new InMemorySweepMemory(), queue: createSqsQueue(sqs, 'https://queue') }, at),
  });
  return { store, parked, lines, waiting, handled, account, react };
}

const record = (queue: string, body: unknown, messageId = 'm') => ({
  messageId,
  body: typeof body === 'string' ? body : JSON.stringify(body),
  eventSourceARN: `arn:aws:sqs:us-east-1:000000000000:chariot-test-asset-${queue}`,
});

async function openedEvent(
  { store, account }: Pick<ReturnType<typeof world>, 'store' | 'account'>,
  label: string,
) {
  await execute(store, counter, {
    key: label,
    command: { kind: 'open', label },
    context: contextFor(account),
  });
  const tip = (await store.load(streamOf(counter, account, label)))!;
  return {
    'detail-type': 'CounterOpened',
    source: 'chariot.asset',
    detail: publishedOf(tip.events[0]!, tip),
  };
}

beforeEach(() => queues.reset());

describe('reactions', () => {
  it('treat each record of a batch by its own failure', async () => {
    const { react, parked, handled } = world();
    const says = ['fine', 'later', 'never', 'no', 'odd', 'raced', 'last'];
    const result = await react({ Records: says.map((say) => record('imports', { say }, say)) });
    const again = ['later', 'odd', 'raced'].map((itemIdentifier) => ({ itemIdentifier }));
    expect(result.batchItemFailures).toEqual(again);
    expect(parked.map(({ reason }) => reason.code)).toEqual(['poison', 'not-allowed']);
    expect(parked[0]?.payload).toEqual({ say: 'never' });
    expect(handled.toSorted()).toEqual(says.toSorted());
  });

  it('park an unreadable message, with the field and the text as it came', async () => {
    const { react, parked } = world();
    const unreadable = [
      record('imports', 'not json', 'a'),
      record('imports', { say: 1 }, 'b'),
      record('events', { detail: {} }, 'c'),
    ];
    expect(await react({ Records: unreadable })).toEqual({ batchItemFailures: [] });
    expect(parked.map(({ reason }) => reason.code).toSorted()).toEqual([
      'unreadable-message',
      'unreadable-message',
      'unreadable-message',
    ]);
    expect(parked.map(({ payload }) => payload)).toContain('not json');
    expect(parked.find(({ payload }) => JSON.stringify(payload) === '{"say":1}')?.reason.errors).toEqual([
      { path: 'say', message: expect.stringContaining('string') },
    ]);
  });

  it('keep a message that can neither be handled nor parked', async () => {
    const { react } = world();
    const stuck = createReactions({
      ...(await depsOf(world())),
      park: async () => Promise.reject(new TransientFailure('unavailable', 'no queue')),
    });
    expect(await stuck({ Records: [record('imports', { say: 1 })] })).toEqual({
      batchItemFailures: [{ itemIdentifier: 'm' }],
    });
    expect(await react({ Records: [] })).toEqual({ batchItemFailures: [] });
  });

  it('do an effect once, however often its event is delivered, and name its cause', async () => {
    const all = world();
    const event = await openedEvent(all, 'a');
    for (let times = 0; times < 3; times += 1) await all.react({ Records: [record('events', event)] });
    const copy = await all.store.load(streamOf(counter, all.account, 'copy-a'));
    expect(copy?.version).toBe(1);
    expect(copy?.events[0]?.metadata).toMatchObject({
      actor: 'service:asset',
      causation_id: event.detail.event_id,
      correlation_id: 'corr-1',
    });
    expect(all.parked).toEqual([]);
  });

  it('handle few messages at a time, however many come', async () => {
    const all = world();
    let [under, most] = [0, 0];
    const slow = onQueue(z.looseObject({}), async () => {
      under += 1;
      most = Math.max(most, under);
      await new Promise(setImmediate);
      under -= 1;
    });
    const react = createReactions({ ...(await depsOf(all)), park: async () => {}, queues: { slow } });
    await react({ Records: Array.from({ length: 40 }, (_, at) => record('slow', {}, `m${at}`)) });
    expect(most).toBe(5);
  });

  it('know a queue by the whole end of its name', async () => {
    const all = world();
    await all.react({
      Records: [record('imports-dlq', { say: 'fine' }), record('reimports', { say: 'fine' })],
    });
    expect(all.handled).toEqual([]);
    expect(all.parked).toEqual([]);
    expect(all.waiting.map(({ queue }) => queue)).toEqual([
      'chariot-test-asset-imports-dlq',
      'chariot-test-asset-reimports',
    ]);
  });

  it('park an event whose data the effect cannot read, and do not begin it', async () => {
    const all = world();
    const event = await openedEvent(all, 'c');
    const detail = { ...event.detail, event_data: { label: 7 } };
    await all.react({ Records: [record('events', { ...event, detail })] });
    expect(all.parked).toMatchObject([{ reason: { code: 'unreadable-event', errors: [{ path: 'label' }] } }]);
  });

  it('park an event whose claim does not have the bytes that it was given out for', async () => {
    const all = world();
    const { detail, ...event } = await openedEvent(all, 'd');
    const objects = createInMemoryObjectStore();
    const claim = await writeJson(objects, { bucket: 'claims', key: 'k' }, detail);
    const { event_id, event_type, aggregate_id, aggregate_type, metadata } = detail;
    const claimed = { event_id, event_type, aggregate_id, aggregate_type, metadata, claim };
    const seen: string[] = [];
    const react = createReactions({
      ...(await depsOf(all)),
      objects,
      park: async (item) => void all.parked.push(item),
      events: { CounterOpened: async ({ aggregate_id: key }) => void seen.push(key) },
    });
    await react({ Records: [record('events', { ...event, detail: claimed })] });
    await writeJson(objects, claim, { ...detail, aggregate_id: 'another' });
    await react({ Records: [record('events', { ...event, detail: claimed })] });
    expect(seen).toEqual(['d']);
    expect(all.parked.map(({ reason }) => reason.code)).toEqual(['object-corrupt']);
  });
});

const depsOf = async ({ store, lines, waiting }: ReturnType<typeof world>) => ({
  store,
  objects: createInMemoryObjectStore(),
  clock: () => now,
  milliseconds: () => 0,
  wait: async (message: WaitingMessage) => void waiting.push(message),
  log: (line: OutcomeLine) => void lines.push(line),
  events: {},
  due: {},
  queues: { imports: onQueue(z.strictObject({ say: z.string() }), async () => {}) },
  sweep: async () => 0,
});

describe('a due thing', () => {
  const dueCounter = async ({ store, account }: ReturnType<typeof world>, key = 'd') => {
    await execute(store, counter, {
      key,
      command: { kind: 'open', label: key },
      context: contextFor(account),
    });
    await execute(store, counter, { key, command: { kind: 'add', by: -5 }, context: contextFor(account) });
  };
  const swept = () =>
    queues
      .commandCalls(SendMessageBatchCommand)
      .flatMap(
        (call) => call.args[0].input.Entries?.map((entry) => JSON.parse(entry.MessageBody ?? '')) ?? [],
      );

  it('is swept to the end and sent to its queue, ten at a time', async () => {
    const all = world();
    queues.on(SendMessageBatchCommand).resolves({ Successful: [], Failed: [] });
    for (let at = 0; at < 23; at += 1) await dueCounter(all, `d${at}`);
    await all.react({ kind: 'sweep' });
    expect(swept()).toHaveLength(23);
    expect(all.lines.at(-1)).toMatchObject({ outcome: 'swept', count: 23 });
  });

  it('makes the sweep fail loudly when the queue does not take a message', async () => {
    const all = world();
    queues
      .on(SendMessageBatchCommand)
      .resolves({ Successful: [], Failed: [{ Id: '0', SenderFault: false, Code: 'InternalError' }] });
    await dueCounter(all);
    await expect(all.react({ kind: 'sweep' })).rejects.toMatchObject({ kind: 'transient' });
  });

  it('gets its command once, however often it was swept', async () => {
    const all = world();
    queues.on(SendMessageBatchCommand).resolves({ Successful: [], Failed: [] });
    await dueCounter(all);
    await all.react({ kind: 'sweep' });
    await all.react({ kind: 'sweep' });
    for (const message of swept()) await all.react({ Records: [record('due', message)] });
    const tip = await all.store.load(streamOf(counter, all.account, 'd'));
    expect(tip).toMatchObject({ version: 3, data: { total: 5 }, index: { summary: { total: 5 } } });
    expect(all.parked).toEqual([]);
  });

  it('is left alone when it is gone, is due at another time by now, or not yet', async () => {
    const all = world();
    await dueCounter(all);
    const { PK, SK } = addressOf(streamOf(counter, all.account, 'd'));
    const messages = [
      { PK: 'ACCOUNT#none#0', SK: 'COUNTER#none', due: '2026-01-01T00:00:00.000Z' },
      { PK, SK, due: '2025-12-31T00:00:00.000Z' },
    ];
    for (const message of messages) await all.react({ Records: [record('due', message)] });
    const early = createReactions({
      ...(await depsOf(all)),
      park: async (item) => void all.parked.push(item),
      clock: () => '2025-12-31T23:59:59.999Z',
      due: { Counter: onDue(counter, { kind: 'add', by: 10 }) },
    });
    await early({ Records: [record('due', { PK, SK, due: '2026-01-01T00:00:00.000Z' })] });
    expect(await all.store.load(streamOf(counter, all.account, 'd'))).toMatchObject({ version: 2 });
    expect(all.parked).toEqual([]);
  });

  it('gets the command of its own kind, and waits where its kind has none yet', async () => {
    const all = world();
    await dueCounter(all);
    const { PK, SK } = addressOf(streamOf(counter, all.account, 'd'));
    const message = record('due', { PK, SK, due: '2026-01-01T00:00:00.000Z' });
    const other = { type: 'Other', settle: () => Promise.reject(new TerminalFailure('wrong-kind', 'no')) };
    const reactions = async (due: DueHandlers) =>
      createReactions({ ...(await depsOf(all)), park: async (item) => void all.parked.push(item), due });
    await (await reactions({ Other: other }))({ Records: [message] });
    expect(all.lines.at(-1)).toMatchObject({ outcome: 'waiting', code: 'no-due-handler' });
    expect([all.parked, all.waiting]).toMatchObject([[], [{ body: message.body, waits: 0 }]]);
    const own = onDue(counter, { kind: 'add', by: 10 });
    await (await reactions({ Other: other, Counter: own }))({ Records: [message] });
    expect(await all.store.load(streamOf(counter, all.account, 'd'))).toMatchObject({ version: 3 });
  });

  it('gets its command again when it is due again, at another time', async () => {
    const all = world();
    let due = '2026-01-01T00:00:00.000Z';
    const moving = {
      ...counter,
      index: (state: Parameters<typeof counter.index>[0]) => ({
        ...counter.index(state),
        ...(state.total < 0 && { due }),
      }),
    };
    const run = (command: CounterCommand) =>
      execute(all.store, moving, { key: 'd', command, context: contextFor(all.account) });
    const handler = onDue(moving, { kind: 'add', by: 5 });
    await run({ kind: 'open', label: 'd' });
    for (const at of ['2026-01-01T00:00:00.000Z', '2026-01-01T00:01:00.000Z']) {
      due = at;
      await run({ kind: 'add', by: -5 });
      await settleDue(
        all.store,
        { Counter: handler },
        { ...addressOf(streamOf(counter, all.account, 'd')), due },
        now,
      );
    }
    expect(await all.store.load(streamOf(counter, all.account, 'd'))).toMatchObject({
      version: 5,
      data: { total: 0 },
    });
  });

  it('is parked when its command leaves it due', async () => {
    const all = world();
    await dueCounter(all);
    const stuck = createReactions({
      ...(await depsOf(all)),
      park: async (item) => void all.parked.push(item),
      due: { Counter: onDue(counter, { kind: 'add', by: 0 }) },
    });
    queues.on(SendMessageBatchCommand).resolves({ Successful: [], Failed: [] });
    await all.react({ kind: 'sweep' });
    for (const message of swept()) await stuck({ Records: [record('due', message)] });
    expect(all.parked.map(({ reason }) => reason.code)).toEqual(['still-due']);
  });
});
