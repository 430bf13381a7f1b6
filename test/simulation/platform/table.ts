import { addressOf, type StreamId } from '#shared/event-store/address.ts';
import { liveIn, type Tip, type TipWrite, type WriteResult } from '#shared/event-store/event-store.ts';
import { createInMemoryStore } from '#shared/event-store/in-memory.ts';

/** One write that a table took, in the order of the writes. */
export interface Written {
  /** From 1, as the sequence number of its stream. */
  readonly seq: number;
  readonly stream: StreamId;
  readonly before: Tip | undefined;
  readonly tip: Tip;
}

/** Names a thing within a table. */
export const placeOf = (stream: StreamId): string => {
  const { PK, SK } = addressOf(stream);
  return `${PK} ${SK}`;
};

const lastCommandOf = ({ events }: Tip, version: number): string | undefined =>
  events.find(({ aggregate_version }) => aggregate_version === version)?.metadata.command_id;

/** The same write once more, as the SDK sends it after a lost answer: the store says that it is written, and writes nothing. */
const isRepeat = (known: Tip | undefined, { version, ...tip }: Tip): boolean =>
  known !== undefined && lastCommandOf(known, version) === lastCommandOf({ version, ...tip }, version);

/** A service's table, and the stream of its writes, of which nothing is ever lost. */
export class Table {
  readonly store = createInMemoryStore('eu');
  readonly log: Written[] = [];
  readonly #tips = new Map<string, Written>();

  async write(write: TipWrite): Promise<WriteResult> {
    const result = await this.store.write(write);
    const place = placeOf(write.stream);
    const before = this.#tips.get(place)?.tip;
    const tip = liveIn(write.tip);
    if (result.kind === 'written' && tip && !isRepeat(before, tip)) {
      const written = { seq: this.log.length + 1, stream: write.stream, before, tip };
      this.log.push(written);
      this.#tips.set(place, written);
    }
    return result;
  }

  /** The last write of each thing. */
  things(): readonly Written[] {
    return [...this.#tips.values()];
  }

  lastOf(stream: StreamId): Tip | undefined {
    return this.#tips.get(placeOf(stream))?.tip;
  }
}
