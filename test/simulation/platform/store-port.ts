import type { Address, StreamId } from '#shared/event-store/address.ts';
import {
  type DueItem,
  type EventStore,
  liveIn,
  type Stored,
  type TipWrite,
  type WriteResult,
} from '#shared/event-store/event-store.ts';
import type { Call } from '../scheduler/call.ts';
import type { Process } from '../scheduler/process.ts';
import type { Scheduler } from '../scheduler/scheduler.ts';
import { READ_FAULTS, unavailable, WRITE_FAULTS } from './faults.ts';
import type { Table } from './table.ts';

const PAUSE_MS = 50;

const named = ({ prefix, key }: StreamId): string =>
  key.startsWith('#') ? key : `${prefix.toLowerCase()} ${key}`;

const tipTold = (stored: Stored | undefined): string =>
  stored ? `${liveIn(stored) ? '' : 'purged at '}version ${stored.version}` : 'nothing there';

const resultTold = (result: WriteResult): string => {
  switch (result.kind) {
    case 'written':
      return 'written';
    case 'conflict':
      return `conflict: ${tipTold(result.current)}`;
    case 'marked':
      return 'done before';
    case 'busy':
      return 'another transaction is in the way';
    case 'guard-lost':
      return 'conflict: what it was decided on has changed';
    default:
      return result satisfies never;
  }
};

const eventsAdded = ({ tip, expectedVersion }: TipWrite): string =>
  (liveIn(tip)?.events ?? [])
    .filter(({ aggregate_version }) => aggregate_version > expectedVersion)
    .map(({ event_type, metadata }) => `${event_type} by command ${metadata.command_id.slice(0, 13)}`)
    .join(', ');

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}

/** The event store as one process sees it: each call of it is a step of the scheduler. */
export function storePort(scheduler: Scheduler, process: Process, table: Table): EventStore {
  const store = table;
  const read = <T>(
    what: () => string,
    perform: () => Promise<T>,
    told?: (answer: T) => string,
  ): Promise<T> => {
    const call: Call<T> = { what, callee: 'table', faults: READ_FAULTS, perform, failed: unavailable };
    return scheduler.call(process, told ? { ...call, told } : call);
  };
  return {
    writer: store.writer,
    counters: store.counters,
    hasMark: (mark) =>
      read(
        () => `looks whether command ${mark.id} was done`,
        () => store.hasMark(mark),
        String,
      ),
    putMark: (mark) =>
      scheduler.call(process, {
        callee: 'table',
        what: () => `notes that command ${mark.id} is done`,
        faults: WRITE_FAULTS.filter((fault) => fault !== 'busy'),
        perform: () => store.putMark(mark),
        failed: unavailable,
        told: (isNew) => (isNew ? 'noted' : 'done before'),
      }),
    load: (stream) =>
      read(
        () => `reads ${named(stream)}`,
        () => store.load(stream),
        tipTold,
      ),
    loadAt: (address: Address) =>
      read(
        () => `reads ${address.SK}`,
        () => store.loadAt(address),
        tipTold,
      ),
    stored: (stream) =>
      read(
        () => `reads ${named(stream)}`,
        () => store.stored(stream),
        tipTold,
      ),
    expirePages: (stream, through) =>
      scheduler.call(process, {
        callee: 'table',
        what: () => `empties the pages of ${named(stream)}`,
        faults: WRITE_FAULTS,
        perform: () => store.expirePages(stream, through),
        failed: unavailable,
      }),
    write: (write) =>
      scheduler.call(process, {
        what: () =>
          `writes ${named(write.stream)} at version ${write.tip.version} (${eventsAdded(write)}), expecting ${write.expectedVersion}`,
        callee: 'table',
        faults: WRITE_FAULTS,
        perform: () => table.write(write),
        failed: unavailable,
        under: { busy: async () => ({ kind: 'busy' }) },
        told: resultTold,
      }),
    pause: (attempt) =>
      scheduler.call(process, {
        what: () => 'waits a moment before it tries again',
        callee: 'clock',
        faults: ['killed before'],
        perform: async () => {
          scheduler.now += attempt * PAUSE_MS;
        },
        failed: () => undefined,
      }),
    paged: (stream, after) =>
      read(
        () => `reads older events of ${named(stream)}`,
        () => store.paged(stream, after),
      ),
    queryIndex: (query) =>
      read(
        () => `lists ${query.partition}`,
        () => store.queryIndex(query),
      ),
    queryBase: (query) =>
      read(
        () => `lists ${query.prefix}`,
        () => store.queryBase(query),
      ),
    querySummaries: (query) =>
      read(
        () => `lists ${query.prefix} as summaries`,
        () => store.querySummaries(query),
      ),
    async *due(shard, until) {
      const found = await read(
        () => `reads what is due in shard ${shard}`,
        () => all(store.due(shard, until)),
        (items: DueItem[]) => `${items.length} things`,
      );
      yield* found;
    },
  };
}
