import { EventBridgeClient, PutEventsCommand, type PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { TransientFailure } from '#schemas/errors.ts';
import type { Parked } from '#schemas/parked.ts';
import type { OutcomeLine } from '#shared/consumer/outcome-log.ts';
import { receivedEvent } from '#shared/consumer/received-event.ts';
import { createEventBridge } from '#shared/messaging/eventbridge.ts';
import { InMemoryBus } from '#shared/messaging/in-memory.ts';
import { createInMemoryObjectStore } from '#shared/object-store/in-memory.ts';
import { createRelay } from '#shared/relay/relay.ts';
import { awsError } from '../../kit/aws-error.ts';
import { streamOfCommands, type ToldWrite } from './stream.ts';

const bus = mockClient(EventBridgeClient);
const objects = createInMemoryObjectStore();
const parked: Parked[] = [];
const lines: OutcomeLine[] = [];
const now = '2026-11-24T08:00:00.000Z';

const deps = {
  bus: createEventBridge(new EventBridgeClient({ region: 'us-east-1' }), 'chariot-test-domain'),
  objects,
  claimsBucket: 'claims',
  park: async (item: Parked) => void parked.push(item),
  log: (line: OutcomeLine) => void lines.push(line),
  source: 'stream of table',
  clock: () => now,
  milliseconds: () => 0,
};
const relay = createRelay(deps);

const sent = (): PutEventsRequestEntry[] =>
  bus.commandCalls(PutEventsCommand).flatMap((call) => call.args[0].input.Entries ?? []);

const versions = (): number[] => sent().map((entry) => JSON.parse(entry.Detail ?? '').aggregate_version);

/** Answers each call entry by entry: `code` says what goes wrong with an entry, if anything. */
const answering = (code: (entry: PutEventsRequestEntry) => string | undefined) =>
  bus.on(PutEventsCommand).callsFake(({ Entries }: { Entries: PutEventsRequestEntry[] }) => {
    const results = Entries.map((entry, at) =>
      code(entry) ? { ErrorCode: code(entry) } : { EventId: `e${at}` },
    );
    return { FailedEntryCount: results.filter((result) => 'ErrorCode' in result).length, Entries: results };
  });

const adds = (count: number): Promise<ToldWrite[]> =>
  streamOfCommands([
    { kind: 'open', label: 'k' },
    ...Array.from({ length: count }, () => ({ kind: 'add', by: 1 }) as const),
  ]);

/** A second write whose event and state together are over the claim-check size, though each fits into the table. */
const large = (first: number, note: string): Promise<ToldWrite[]> =>
  streamOfCommands(
    [
      { kind: 'open', label: 'x'.repeat(80 * 1024) },
      { kind: 'add', by: 1, note },
    ],
    first,
  );

beforeEach(() => {
  bus.reset();
  parked.length = 0;
  lines.length = 0;
});

describe('the relay', () => {
  it('publishes the events of each write, once and in order, with the state after it', async () => {
    answering(() => undefined);
    const records = await streamOfCommands([
      { kind: 'open', label: 'k' },
      { kind: 'add-each', each: [1, 2, 3] },
      { kind: 'add', by: 4 },
    ]);
    expect(await relay({ Records: records })).toEqual({ batchItemFailures: [] });
    expect(versions()).toEqual([1, 2, 3, 4, 5]);
    expect(
      sent().every(
        (entry) => entry.EventBusName === 'chariot-test-domain' && entry.Source === 'chariot.asset',
      ),
    ).toBe(true);
    const last = JSON.parse(sent().at(-1)?.Detail ?? '');
    expect(last).toMatchObject({
      state: { label: 'k', total: 10 },
      state_version: 5,
      event_type: 'CounterAdded',
    });
  });

  it('publishes nothing for pages and removals', async () => {
    const [record] = await adds(0);
    const { Version, ...page } = record!.dynamodb.NewImage!;
    const removed = {
      eventName: 'REMOVE',
      dynamodb: { SequenceNumber: '9', OldImage: record!.dynamodb.NewImage },
    };
    const result = await relay({
      Records: [{ eventName: 'INSERT', dynamodb: { SequenceNumber: '8', NewImage: page } }, removed],
    });
    expect(Version).toBeDefined();
    expect(result).toEqual({ batchItemFailures: [] });
    expect(bus.commandCalls(PutEventsCommand)).toHaveLength(0);
    expect(parked).toEqual([]);
  });

  it('sees that PutEvents took nothing although it answered, and asks for the lowest failed record again', async () => {
    answering((entry) =>
      [4, 7].includes(JSON.parse(entry.Detail ?? '').aggregate_version) ? 'ThrottlingException' : undefined,
    );
    const records = await adds(8);
    expect(await relay({ Records: records })).toEqual({ batchItemFailures: [{ itemIdentifier: '4' }] });
  });

  it('tries a throttled entry again in place before it gives the batch back', async () => {
    let calls = 0;
    answering((entry) =>
      JSON.parse(entry.Detail ?? '').aggregate_version === 2 && ++calls <= 2
        ? 'ThrottlingException'
        : undefined,
    );
    expect(await relay({ Records: await adds(3) })).toEqual({ batchItemFailures: [] });
    expect(versions().filter((version) => version === 2)).toHaveLength(2);
  });

  it('does not go on behind a failed run, and loses nothing when the batch comes again', async () => {
    let down = true;
    answering(() => (down ? 'InternalFailure' : undefined));
    const records = await adds(25);
    const first = await relay({ Records: records });
    expect(first.batchItemFailures).toEqual([{ itemIdentifier: '1' }]);
    expect(Math.max(...versions())).toBeLessThanOrEqual(10);
    down = false;
    bus.resetHistory();
    expect(await relay({ Records: records })).toEqual({ batchItemFailures: [] });
    expect(versions()).toEqual(Array.from({ length: 26 }, (_, at) => at + 1));
  });

  it('parks an event that the bus will never take, whole and with its reason, and publishes the others', async () => {
    answering((entry) =>
      JSON.parse(entry.Detail ?? '').aggregate_version === 2 ? 'InvalidArgument' : undefined,
    );
    expect(await relay({ Records: await adds(3) })).toEqual({ batchItemFailures: [] });
    expect(new Set(versions())).toEqual(new Set([1, 2, 3, 4]));
    expect(parked).toHaveLength(1);
    expect(parked[0]).toMatchObject({
      reason: { code: 'unpublishable' },
      source: 'stream of table',
      payload: { aggregate_version: 2 },
    });
  });

  it('parks a record that is not a tip and lets the stream go on', async () => {
    answering(() => undefined);
    const records = await adds(2);
    const broken = {
      ...records[1]!,
      dynamodb: { ...records[1]!.dynamodb, NewImage: { Version: { N: '2' }, PK: { S: 'x' } } },
    };
    expect(await relay({ Records: [records[0], broken, records[2]] })).toEqual({ batchItemFailures: [] });
    expect(versions()).toEqual([1, 3]);
    expect(parked.map(({ reason }) => reason.code)).toEqual(['unreadable-item']);
  });

  it('gives a poison record back rather than dropping it when it cannot be parked', async () => {
    answering(() => undefined);
    const stuck = createRelay({
      ...deps,
      park: async () => Promise.reject(new TransientFailure('unavailable', 'no queue')),
    });
    const broken = {
      eventName: 'INSERT',
      dynamodb: { SequenceNumber: '1', NewImage: { Version: { N: '1' } } },
    };
    expect(await stuck({ Records: [broken] })).toEqual({ batchItemFailures: [{ itemIdentifier: '1' }] });
  });

  it('puts an event that is too large for the bus aside and sends the reference, from which a consumer gets it whole', async () => {
    answering(() => undefined);
    const note = 'ü'.repeat(70 * 1024);
    const [, record] = await large(1, note);
    await relay({ Records: [record] });
    const [entry] = sent();
    expect(Buffer.byteLength(entry?.Detail ?? '')).toBeLessThan(2_000);
    const body = JSON.stringify({
      'detail-type': entry?.DetailType,
      source: entry?.Source,
      detail: JSON.parse(entry?.Detail ?? ''),
    });
    expect((await receivedEvent(body, objects)).event).toMatchObject({
      event_type: 'CounterAdded',
      event_data: { note },
    });
  });

  it('leaves a claim as it is when its event is published again with a newer state', async () => {
    answering(() => undefined);
    const [, record] = await large(1, 'x'.repeat(140 * 1024));
    await relay({ Records: [record] });
    const told = record!.dynamodb.NewImage as { Data: { M: { total: { N: string } } } };
    told.Data.M.total.N = '8';
    await relay({ Records: [record] });
    const states = sent().map(async (entry) => {
      const detail: unknown = JSON.parse(entry.Detail ?? '');
      const body = { 'detail-type': entry.DetailType, source: entry.Source, detail };
      return (await receivedEvent(JSON.stringify(body), objects)).event.state.total;
    });
    expect(await Promise.all(states)).toEqual([1, 8]);
  });

  it('asks for the record again when its claim cannot be put aside, and sends the records before it', async () => {
    answering(() => undefined);
    const away = {
      ...objects,
      write: async () => Promise.reject(new TransientFailure('object-store-unavailable', 'no')),
    };
    const small = await adds(0);
    const [, record] = await large(2, 'x'.repeat(140 * 1024));
    const result = await createRelay({ ...deps, objects: away })({ Records: [...small, record] });
    expect(result).toEqual({ batchItemFailures: [{ itemIdentifier: '3' }] });
    expect(versions()).toEqual([1]);
  });

  it('asks for the lowest record when one cannot be sent and a later one not even be prepared', async () => {
    answering(() => 'InternalFailure');
    const away = {
      ...objects,
      write: async () => Promise.reject(new TransientFailure('unavailable', 'no')),
    };
    const [, record] = await large(2, 'x'.repeat(140 * 1024));
    const result = await createRelay({ ...deps, objects: away })({ Records: [...(await adds(0)), record] });
    expect(result).toEqual({ batchItemFailures: [{ itemIdentifier: '1' }] });
  });

  it('gives back an event that the bus will never take when it cannot be parked', async () => {
    answering((entry) =>
      JSON.parse(entry.Detail ?? '').aggregate_version === 2 ? 'InvalidArgument' : undefined,
    );
    const stuck = createRelay({
      ...deps,
      park: async () => Promise.reject(new TransientFailure('unavailable', 'no queue')),
    });
    expect(await stuck({ Records: await adds(3) })).toEqual({ batchItemFailures: [{ itemIdentifier: '2' }] });
  });

  it('parks a record whose old image does not say its version: nobody can tell its new events', async () => {
    answering(() => undefined);
    const [first, second] = await adds(1);
    const { Version: _, ...nameless } = first!.dynamodb.NewImage as Record<string, unknown>;
    const broken = { ...second!, dynamodb: { ...second!.dynamodb, OldImage: nameless } };
    expect(await relay({ Records: [first, broken] })).toEqual({ batchItemFailures: [] });
    expect(versions()).toEqual([1]);
    expect(parked).toMatchObject([
      { reason: { code: 'unreadable-item' }, payload: { dynamodb: { SequenceNumber: '2' } } },
    ]);
  });

  it('finds the one entry for which the whole call was refused, and publishes the others in it', async () => {
    bus.on(PutEventsCommand).callsFake(({ Entries }: { Entries: PutEventsRequestEntry[] }) => {
      const bad = Entries.some((entry) => JSON.parse(entry.Detail ?? '').aggregate_version === 3);
      if (bad) throw awsError('ValidationException');
      return { FailedEntryCount: 0, Entries: Entries.map(() => ({ EventId: 'e' })) };
    });
    expect(await relay({ Records: await adds(4) })).toEqual({ batchItemFailures: [] });
    expect(parked.map(({ payload }) => payload)).toMatchObject([{ aggregate_version: 3 }]);
    const alone = bus.commandCalls(PutEventsCommand).map((call) => call.args[0].input.Entries?.length);
    expect(alone.toSorted()).toEqual([1, 1, 1, 1, 1, 5]);
  });

  it.each(['InvalidArgument', 'MalformedDetail', 'ValidationException'])(
    'parks an entry with the error %s, which no repeat mends, and tries it once',
    async (code) => {
      answering(() => code);
      expect(await relay({ Records: await adds(0) })).toEqual({ batchItemFailures: [] });
      expect(parked).toMatchObject([{ reason: { code: 'unpublishable' } }]);
      expect(bus.commandCalls(PutEventsCommand)).toHaveLength(1);
    },
  );

  it('tries three times in place, and then gives the record back', async () => {
    answering(() => 'ThrottlingException');
    expect(await relay({ Records: await adds(0) })).toEqual({ batchItemFailures: [{ itemIdentifier: '1' }] });
    expect(bus.commandCalls(PutEventsCommand)).toHaveLength(3);
  });

  it.each([
    ['no answer for it', undefined],
    ['an answer without an id', {}],
    ['an id and an error', { EventId: 'e', ErrorCode: 'InternalFailure' }],
  ])('takes nothing for published that has %s', async (_what, result) => {
    bus.on(PutEventsCommand).resolves({ FailedEntryCount: 0, Entries: result ? [result] : [] });
    expect(await relay({ Records: await adds(0) })).toEqual({ batchItemFailures: [{ itemIdentifier: '1' }] });
  });

  it('parks nothing behind a record that comes again: it will be judged then', async () => {
    answering(
      (entry) =>
        ({ 1: 'InvalidArgument', 2: 'InternalFailure', 3: 'InvalidArgument' })[
          Number(JSON.parse(entry.Detail ?? '').aggregate_version)
        ],
    );
    expect(await relay({ Records: await adds(2) })).toEqual({ batchItemFailures: [{ itemIdentifier: '2' }] });
    expect(parked.map(({ payload }) => payload)).toMatchObject([{ aggregate_version: 1 }]);
  });

  it('says when something happened, and not when it was published', async () => {
    answering(() => undefined);
    await relay({ Records: await adds(0) });
    expect(sent()[0]).toMatchObject({
      DetailType: 'CounterOpened',
      Time: new Date('2026-11-24T08:00:00.000Z'),
    });
  });

  describe('meets a defect of ours and', () => {
    const seconds = Date.parse(now) / 1000;
    const aged = (records: readonly ToldWrite[], age: number) =>
      records.map((told) => ({
        ...told,
        dynamodb: { ...told.dynamodb, ApproximateCreationDateTime: seconds - age },
      }));
    const defect = () => Promise.reject(new TypeError('cannot read properties of undefined'));
    const breakingAt = (version: number): InMemoryBus => {
      const bus = new InMemoryBus();
      const put = bus.put.bind(bus);
      bus.put = (entries) =>
        entries.some(({ detail }) => JSON.parse(detail).aggregate_version === version)
          ? defect()
          : put(entries);
      return bus;
    };

    it('tries a young record again: somebody may roll back', async () => {
      answering(() => undefined);
      const [, record] = await large(2, 'x'.repeat(140 * 1024));
      const broken = createRelay({ ...deps, objects: { ...objects, write: defect } });
      expect(await broken({ Records: aged([record!], 599) })).toEqual({
        batchItemFailures: [{ itemIdentifier: '3' }],
      });
      expect(parked).toEqual([]);
    });

    it('parks an old one, and the stream goes on', async () => {
      answering(() => undefined);
      const [, record] = await large(2, 'x'.repeat(140 * 1024));
      const broken = createRelay({ ...deps, objects: { ...objects, write: defect } });
      const records = aged([...(await adds(0)), record!], 600);
      expect(await broken({ Records: records })).toEqual({ batchItemFailures: [] });
      expect(parked.map(({ reason }) => reason.code)).toEqual(['unknown']);
      expect(versions()).toEqual([1]);
    });

    it('finds the one entry that it is in, and publishes the others of an old batch', async () => {
      const bus = breakingAt(3);
      const broken = createRelay({ ...deps, bus });
      expect(await broken({ Records: aged(await adds(4), 3_600) })).toEqual({ batchItemFailures: [] });
      expect(bus.taken.map(({ detail }) => JSON.parse(detail).aggregate_version)).toEqual([1, 2, 4, 5]);
      expect(parked).toMatchObject([{ reason: { code: 'unknown' }, payload: { aggregate_version: 3 } }]);
      expect(await broken({ Records: aged(await adds(4), 1) })).toEqual({
        batchItemFailures: [{ itemIdentifier: '3' }],
      });
    });

    // A call of the bus takes ten entries. An old defect in the first call once left the other calls unsent, and the log said published.
    it.each([1, 3, 10, 11, 24, 25])(
      'loses none of 25 events when an old one is broken: the %i.',
      async (at) => {
        const bus = breakingAt(at);
        const broken = createRelay({ ...deps, bus });
        expect(await broken({ Records: aged(await adds(24), 3_600) })).toEqual({ batchItemFailures: [] });
        const taken = bus.taken.map(({ detail }) => JSON.parse(detail).aggregate_version);
        expect(taken).toEqual(
          Array.from({ length: 25 }, (_, n) => n + 1).filter((version) => version !== at),
        );
        expect(parked).toMatchObject([{ payload: { aggregate_version: at } }]);
        expect(lines.filter(({ outcome }) => outcome === 'published')).toHaveLength(24);
      },
    );

    it('asks for the age of a record once: it may grow old between two questions', async () => {
      let at = Date.parse(now) - 2_000;
      const clock = () => {
        at += 1_000;
        return new Date(at).toISOString();
      };
      const broken = createRelay({ ...deps, bus: breakingAt(3), clock });
      // At the first question the record is a second too young; at each later one it would be old.
      expect(await broken({ Records: aged(await adds(24), 600) })).toEqual({
        batchItemFailures: [{ itemIdentifier: '3' }],
      });
      expect(parked).toEqual([]);
    });

    it('parks an old entry that breaks the adapter of the bus itself, as it would each time', async () => {
      bus.on(PutEventsCommand).callsFake(({ Entries }: { Entries: PutEventsRequestEntry[] }) => {
        if (Entries.some(({ Detail = '' }) => JSON.parse(Detail).aggregate_version === 3))
          throw new RangeError('Invalid time value');
        return { Entries: Entries.map((_, at) => ({ EventId: `e${at}` })) };
      });
      expect(await relay({ Records: aged(await adds(4), 599) })).toEqual({
        batchItemFailures: [{ itemIdentifier: '3' }],
      });
      expect(parked).toEqual([]);
      expect(await relay({ Records: aged(await adds(4), 600) })).toEqual({ batchItemFailures: [] });
      expect(parked).toMatchObject([{ reason: { code: 'unknown' }, payload: { aggregate_version: 3 } }]);
    });

    it('never gives up an outage, however old its records are', async () => {
      answering(() => 'ThrottlingException');
      expect(await relay({ Records: aged(await adds(0), 23 * 3_600) })).toEqual({
        batchItemFailures: [{ itemIdentifier: '1' }],
      });
      expect(parked).toEqual([]);
    });

    it('parks a record whose image is no item, though nothing else in it can be read', async () => {
      answering(() => undefined);
      const broken = { dynamodb: { SequenceNumber: '1', NewImage: { Version: 7 } } };
      expect(await relay({ Records: [broken, ...(await adds(0))] })).toEqual({ batchItemFailures: [] });
      expect(parked.map(({ reason }) => reason.code)).toEqual(['unreadable-item']);
      expect(versions()).toEqual([1]);
    });
  });

  it('parks an event once that stands beside a throttled one of the same write', async () => {
    const records = await streamOfCommands([
      { kind: 'open', label: 'k' },
      { kind: 'add-each', each: [1, 2] },
    ]);
    let throttled = true;
    answering(
      (entry) =>
        ({ 2: 'InvalidArgument', 3: throttled ? 'ThrottlingException' : undefined })[
          Number(JSON.parse(entry.Detail ?? '').aggregate_version)
        ],
    );
    for (let times = 0; times < 20; times += 1)
      expect(await relay({ Records: records })).toEqual({ batchItemFailures: [{ itemIdentifier: '2' }] });
    expect(parked).toEqual([]);
    throttled = false;
    expect(await relay({ Records: records })).toEqual({ batchItemFailures: [] });
    expect(parked.map(({ payload }) => payload)).toMatchObject([{ aggregate_version: 2 }]);
  });

  it('writes one line per event: its account, its outcome, and the duration', async () => {
    answering((entry) =>
      JSON.parse(entry.Detail ?? '').aggregate_version === 2 ? 'InvalidArgument' : undefined,
    );
    await relay({ Records: await adds(2) });
    expect(lines.map(({ outcome, code }) => [outcome, code])).toEqual([
      ['parked', 'unpublishable'],
      ['published', 'ok'],
      ['published', 'ok'],
    ]);
    const facts = {
      source: 'stream of table',
      duration_ms: 0,
      correlation_id: 'corr-1',
      aggregate_type: 'Counter',
      aggregate_id: 'k',
    };
    for (const line of lines) {
      expect(line).toMatchObject(facts);
      expect(Object.keys(line)).toEqual(expect.arrayContaining(['event_id', 'event_type', 'account_id']));
    }
  });
});
