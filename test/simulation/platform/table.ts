import { addressOf, type StreamId } from '#shared/event-store/address.ts';
import { liveIn, type Tip, type TipWrite, type WriteResult } from '#shared/event-store/event-store.ts';
import { InMemoryEventStore } from '#shared/event-store/in-memory.ts';

/** One write that a table took, in the order of the writes. */
export interface Written {
  /** From 1, as the sequence number of its stream. */
  readonly seq: number;
  readonly stream: StreamId;
  readonly before: Tip | undefined;
  readonly tip: Tip;
}

/** The sweep allows for two minutes. While time leaps by hours, an index does not stand still. */
const MAX_LAG_MS = 60_000;

/** Names a thing within a table. */
const placeOf = (stream: StreamId): string => {
  const { PK, SK } = addressOf(stream);
  return `${PK} ${SK}`;
};

/** A service's table, and the stream of its writes, of which nothing is ever lost. Scenarios may write to it before a run begins. */
export class Table extends InMemoryEventStore {
  readonly log: Written[] = [];
  readonly #tips = new Map<string, Written>();
  readonly #now: () => number;
  readonly #times: number[];
  /** How many changes of the outbox are in the log. */
  #taken = 0;

  /** `indexLag`: how many of the newest writes the indexes do not show yet. They show each write after a minute. */
  constructor(indexLag: () => number = () => 0, now: () => number = () => 0) {
    const times: number[] = [];
    const young = () => times.filter((at) => now() - at < MAX_LAG_MS).length;
    super('eu', { indexLag: () => Math.min(indexLag(), young()) });
    this.#now = now;
    this.#times = times;
  }

  override async write(write: TipWrite): Promise<WriteResult> {
    const result = await super.write(write);
    // Writes may be under way together: each change is taken once, by the first to come back.
    const changes = this.outbox.slice(this.#taken);
    this.#taken = this.outbox.length;
    for (const { sequence, stream, before: previous, after } of changes) {
      this.#times.push(this.#now());
      const tip = liveIn(after);
      if (!tip) {
        this.#tips.delete(placeOf(stream));
        continue;
      }
      const written = { seq: sequence, stream, before: liveIn(previous), tip };
      this.log.push(written);
      this.#tips.set(placeOf(stream), written);
    }
    return result;
  }

  /** The last write of each thing that is there. */
  things(): readonly Written[] {
    return [...this.#tips.values()];
  }
}
