import type { Envelope } from '#schemas/envelope.ts';
import {
  type EventStore,
  liveIn,
  type Stored,
  type Tip,
  type TipWrite,
  type WriteResult,
} from '#shared/event-store/event-store.ts';

/** What the next version of the code writes, and this one has never heard of. */
export const NOVELTIES = [
  'one more field in the state',
  'a newer schema of the state',
  'a newer schema of events',
  'one more field in the metadata',
  'one more attribute of the item',
] as const;
export type Novelty = (typeof NOVELTIES)[number];

/** The new field, wherever it is. */
const NEW = 'criticality';
const withNew = (data: Tip['data']): Tip['data'] => ({ ...data, [NEW]: 'high' });
const isNew = (data: object): boolean => NEW in data;
const withoutNew = ({ [NEW]: _, ...data }: Tip['data']): Tip['data'] => data;

/**
 * The store as the next version of the code sees it: this version's code over a translation. What it writes has the novelty in it; what it
 * reads is put into the words of this version, as its schemas and upcasters would.
 */
export class NextRelease {
  readonly #store: EventStore;
  readonly #novelty: Novelty;
  /** Events as they are stored: a write must not change those that it keeps. */
  readonly #stored = new Map<string, Envelope>();

  constructor(store: EventStore, novelty: Novelty) {
    this.#store = store;
    this.#novelty = novelty;
  }

  /** What was stored by either, as this version would have it. */
  read(stored: Stored | undefined): Stored | undefined {
    const tip = liveIn(stored);
    if (!tip) return stored;
    const newer = isNew(tip.data);
    const schema = newer && this.#novelty === 'a newer schema of the state' ? tip.schema - 1 : tip.schema;
    return { ...tip, schema, data: withoutNew(tip.data), events: this.events(tip.events) };
  }

  events(events: readonly Envelope[]): readonly Envelope[] {
    return events.map((envelope) => {
      this.#stored.set(envelope.event_id, envelope);
      const { region: _, ...metadata } = { region: undefined, ...envelope.metadata };
      const newer = isNew(envelope.event_data);
      const event_version = newer ? envelope.event_version - 1 : envelope.event_version;
      return { ...envelope, metadata, event_version, event_data: withoutNew(envelope.event_data) };
    });
  }

  #written(write: TipWrite): TipWrite {
    const tip = liveIn(write.tip);
    if (!tip) return write;
    const events = tip.events.map((event) => this.#stored.get(event.event_id) ?? this.#event(event));
    const page = write.page.map((event) => this.#stored.get(event.event_id) ?? event);
    return { ...write, page, tip: { ...this.#state(tip), events } };
  }

  #event(envelope: Envelope): Envelope {
    const { event_version, event_data, metadata } = envelope;
    if (this.#novelty === 'a newer schema of events')
      return { ...envelope, event_version: event_version + 1, event_data: withNew(event_data) };
    if (this.#novelty !== 'one more field in the metadata') return envelope;
    return { ...envelope, metadata: { ...metadata, region: 'eu-west-1' } as Envelope['metadata'] };
  }

  #state(tip: Tip): Tip {
    switch (this.#novelty) {
      case 'one more field in the state':
        return { ...tip, data: withNew(tip.data) };
      case 'a newer schema of the state':
        return { ...tip, schema: tip.schema + 1, data: withNew(tip.data) };
      case 'one more attribute of the item':
        return { ...tip, unknown: { ...tip.unknown, Extra: 7 } };
      default:
        return tip;
    }
  }

  #result(result: WriteResult): WriteResult {
    if (result.kind === 'conflict') return { ...result, current: this.read(result.current) };
    const since = result.kind === 'written' ? liveIn(this.read(result.since)) : undefined;
    return since ? { kind: 'written', since } : result;
  }

  /** The store for a process of the next version. */
  asStore(): EventStore {
    const store = this.#store;
    return {
      writer: store.writer,
      pause: store.pause,
      counters: store.counters,
      hasMark: (mark) => store.hasMark(mark),
      putMark: (mark) => store.putMark(mark),
      expirePages: (stream, through, expiresAt) => store.expirePages(stream, through, expiresAt),
      queryIndex: (query) => store.queryIndex(query),
      querySummaries: (query) => store.querySummaries(query),
      queryBase: async (query) => {
        const { items, ...slice } = await store.queryBase(query);
        const read = items.map((row) => ({ ...row, tip: liveIn(this.read(row.tip)) ?? row.tip }));
        return { ...slice, items: read };
      },
      due: (shard, until) => store.due(shard, until),
      load: async (stream) => liveIn(this.read(await store.load(stream))),
      loadAt: async (address) => liveIn(this.read(await store.loadAt(address))),
      stored: async (stream) => this.read(await store.stored(stream)),
      paged: async (stream, after, limit) => this.events(await store.paged(stream, after, limit)),
      write: async (write) => this.#result(await store.write(this.#written(write))),
    };
  }
}
