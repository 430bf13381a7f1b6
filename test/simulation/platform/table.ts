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

/** Names a thing within a table. */
const placeOf = (stream: StreamId): string => {
  const { PK, SK } = addressOf(stream);
  return `${PK} ${SK}`;
};

/** A service's table, and the stream of its writes, of which nothing is ever lost. Scenarios may write to it before a run begins. */
export class Table extends InMemoryEventStore {
  readonly log: Written[] = [];
  readonly #tips = new Map<string, Written>();

  /** `indexLag`: how many of the newest writes the indexes do not show yet. */
  constructor(indexLag: () => number = () => 0) {
    super('eu', { indexLag });
  }

  override async write(write: TipWrite): Promise<WriteResult> {
    const before = this.outbox.length;
    const result = await super.write(write);
    for (const { sequence, stream, before: previous, after } of this.outbox.slice(before)) {
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
