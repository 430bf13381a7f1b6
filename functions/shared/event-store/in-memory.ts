import { defined } from '#schemas/defined.ts';
import type { Envelope } from '#schemas/envelope.ts';
import { InMemoryCounters } from '#shared/limits/in-memory-counters.ts';
import {
  type Address,
  addressOf,
  byBytes,
  type Mark,
  markAddressOf,
  partitionOf,
  type StreamId,
} from './address.ts';
import {
  type BaseQuery,
  type DueItem,
  type EventStore,
  foldOf,
  type IndexQuery,
  liveIn,
  type Stored,
  type Tip,
  type TipWrite,
  type WriteResult,
} from './event-store.ts';
import { frozenCopy } from './frozen.ts';
import type { StoreHooks, StoreOperation } from './in-memory-hooks.ts';
import { InMemoryIndex } from './in-memory-index.ts';
import { type Change, type Row, rowKey, summaryOf } from './in-memory-rows.ts';
import { firstSlice } from './in-memory-slice.ts';
import { StoreMeter, type StoreUsage } from './store-meter.ts';
import { refusedBy } from './write-result.ts';

/**
 * An event store that lives in this process, under the same conformance suite as the real one. A tip that is read is
 * frozen and shared, not copied. Each operation is one step: between its hooks nothing else happens.
 */
export class InMemoryEventStore implements EventStore {
  readonly writer: string;
  readonly pause: EventStore['pause'];
  readonly counters = new InMemoryCounters();
  readonly #meter: StoreMeter;
  readonly #hooks: StoreHooks;
  readonly #partitions = new Map<string, Map<string, Row>>();
  readonly #outbox: Change[] = [];
  readonly #index = new InMemoryIndex();
  readonly #marks = new Set<string>();

  constructor(writer = 'memory', hooks: StoreHooks = {}) {
    this.writer = writer;
    this.#hooks = hooks;
    this.#meter = new StoreMeter(hooks.metered);
    // There is nothing to wait for: a write in the way is over at once.
    this.pause = hooks.pause ?? (async () => undefined);
  }

  get usage(): StoreUsage {
    return this.#meter.usage;
  }

  /** Every write that went through, in order, as the table's stream shows them. */
  get outbox(): readonly Change[] {
    return this.#outbox;
  }

  load(stream: StreamId): Promise<Tip | undefined> {
    return this.loadAt(addressOf(stream));
  }

  async loadAt(address: Address): Promise<Tip | undefined> {
    return liveIn(await this.#storedAt(address));
  }

  hasMark(mark: Mark): Promise<boolean> {
    const address = markAddressOf(mark);
    return this.#step({ kind: 'read', of: address.SK }, () => {
      this.#meter.read([]);
      return this.#marks.has(rowKey(address));
    });
  }

  putMark(mark: Mark): Promise<boolean> {
    const address = markAddressOf(mark);
    return this.#step({ kind: 'write', of: address.SK }, () => {
      const isNew = !this.#marks.has(rowKey(address));
      this.#marks.add(rowKey(address));
      this.#meter.mark(isNew);
      return isNew;
    });
  }

  stored(stream: StreamId): Promise<Stored | undefined> {
    return this.#storedAt(addressOf(stream));
  }

  #storedAt(address: Address): Promise<Stored | undefined> {
    return this.#step({ kind: 'read', of: address.SK }, () => {
      const row = this.#rowAt(address);
      this.#meter.read(row ? [row.stored] : []);
      return row?.stored;
    });
  }

  write(write: TipWrite): Promise<WriteResult> {
    return this.#step({ kind: 'write', of: addressOf(write.stream).SK }, () => {
      const result = this.#hooks.busy?.(write) ? ({ kind: 'busy' } as const) : this.#put(write);
      this.#meter.write(write, result);
      return result;
    });
  }

  #put(write: TipWrite): WriteResult {
    const { stream, expectedVersion, expectedFold = 1, page, guards = [], mark } = write;
    if (mark && this.#marks.has(rowKey(markAddressOf(mark)))) return { kind: 'marked' };
    const address = addressOf(stream);
    const row = this.#rowAt(address);
    const before = row?.stored;
    if ((before?.version ?? 0) !== expectedVersion || foldOf(before) !== expectedFold) {
      return refusedBy(write, before);
    }
    const lost = guards.filter((guard) => this.#versionOf(guard.stream) !== guard.version);
    if (lost.length > 0) return { kind: 'guard-lost', lost };
    if (mark) this.#marks.add(rowKey(markAddressOf(mark)));
    const after = frozenCopy(write.tip);
    this.#set({ address, stored: after, pages: [...(row?.pages ?? []), ...frozenCopy(page)] });
    const sequence = this.#outbox.length + 1;
    this.#outbox.push(defined({ sequence, stream, address, after, before }));
    return { kind: 'written' };
  }

  paged(stream: StreamId, after: number): Promise<readonly Envelope[]> {
    const address = addressOf(stream);
    return this.#step({ kind: 'paged', of: address.SK }, () => {
      const events = (this.#rowAt(address)?.pages ?? []).filter((event) => event.aggregate_version > after);
      this.#meter.read(events);
      return events;
    });
  }

  expirePages(stream: StreamId, through: number): Promise<void> {
    const address = addressOf(stream);
    return this.#step({ kind: 'expire-pages', of: address.SK }, () => {
      const row = this.#rowAt(address);
      if (row) this.#set({ ...row, pages: row.pages.filter((event) => event.aggregate_version > through) });
    });
  }

  queryIndex(query: IndexQuery): ReturnType<EventStore['queryIndex']> {
    return this.#step({ kind: 'query-index', of: query.partition }, () => {
      this.#index.follow(this.#outbox, this.#hooks.indexLag?.() ?? 0);
      const slice = this.#index.query(query);
      this.#meter.read(slice.items);
      return slice;
    });
  }

  queryBase(query: BaseQuery): ReturnType<EventStore['queryBase']> {
    const { after, limit, prefix, keyPrefix } = query;
    const PK = partitionOf(query.accountId, query.shard);
    return this.#step({ kind: 'query-base', of: PK }, () => {
      const found = [...(this.#partitions.get(PK)?.values() ?? [])]
        .filter(({ address }) => address.SK.startsWith(`${prefix}#${keyPrefix}`))
        .filter(({ address }) => after === undefined || byBytes(address.SK, after) > 0)
        .sort((a, b) => byBytes(a.address.SK, b.address.SK));
      const slice = firstSlice(found, limit, {
        stored: ({ stored }) => stored,
        position: ({ address }) => address.SK,
      });
      this.#meter.read(slice.items.map(({ stored }) => stored));
      // As by a filter: stubs are read, and not shown.
      const items = slice.items.flatMap(({ address, stored }) => {
        const tip = liveIn(stored);
        return tip ? [{ SK: address.SK, tip }] : [];
      });
      return { ...slice, items };
    });
  }

  async querySummaries(query: BaseQuery): ReturnType<EventStore['querySummaries']> {
    const found = await this.queryBase(query);
    return { ...found, items: found.items.map(summaryOf) };
  }

  async *due(shard: number, until: string): AsyncIterable<DueItem> {
    yield* await this.#step({ kind: 'due', of: String(shard) }, () => {
      this.#index.follow(this.#outbox, this.#hooks.indexLag?.() ?? 0);
      const items = this.#index.due(shard, until);
      this.#meter.read(items);
      return items;
    });
  }

  async #step<T>(operation: StoreOperation, perform: () => T): Promise<T> {
    await this.#hooks.before?.(operation);
    const result = perform();
    await this.#hooks.after?.(operation);
    return result;
  }

  #rowAt({ PK, SK }: Address): Row | undefined {
    return this.#partitions.get(PK)?.get(SK);
  }

  #set(row: Row): void {
    const { PK, SK } = row.address;
    const partition = this.#partitions.get(PK) ?? new Map<string, Row>();
    this.#partitions.set(PK, partition.set(SK, row));
  }

  #versionOf(stream: StreamId): number {
    return this.#rowAt(addressOf(stream))?.stored.version ?? 0;
  }
}

export const createInMemoryStore = (writer?: string, hooks?: StoreHooks): InMemoryEventStore =>
  new InMemoryEventStore(writer, hooks);
