import { defined } from '#schemas/defined.ts';

/** Something that a list reads, and where it lies. */
export interface Entry<Item, Position> {
  readonly item: Item;
  readonly sort: string;
  readonly position: Position;
}

export interface ShardRange<Position> {
  readonly shard: number;
  readonly limit: number;
  /** Behind this entry; absent from the beginning. */
  readonly after?: Position;
  /** Only entries whose sort key does not come behind this one. */
  readonly upTo?: string;
}

/** Reads at most `limit` entries, in order. Fewer means that the range has no more. */
export type ReadShard<Item, Position> = (
  range: ShardRange<Position>,
) => Promise<readonly Entry<Item, Position>[]>;

/** Where a list goes on in one shard: behind a position, from its beginning (null), or nowhere (`end`). */
export type ShardCursor<Position> = Position | null | 'end';

interface ShardOptions<Position> {
  readonly number: number;
  readonly cursor: ShardCursor<Position>;
  /** How many entries are read at once. */
  readonly maxChunk: number;
}

/** One shard while a page is made of it: its entries that were read, and those that were taken. */
export class Shard<Item, Position> {
  readonly number: number;
  /** Nothing is left to read. */
  ended: boolean;
  /** The sort key up to which everything has been read. */
  covered: string | undefined;
  readonly #maxChunk: number;
  readonly #read: ReadShard<Item, Position>;
  readonly #entries: Entry<Item, Position>[] = [];
  #taken = 0;
  #lastRead: Position | null;
  #lastTaken: Position | null;

  constructor(read: ReadShard<Item, Position>, { number, maxChunk, cursor }: ShardOptions<Position>) {
    this.#read = read;
    this.number = number;
    this.#maxChunk = maxChunk;
    this.ended = cursor === 'end';
    this.#lastRead = this.#lastTaken = cursor === 'end' ? null : cursor;
  }

  /** How many entries have been read. */
  get reads(): number {
    return this.#entries.length;
  }

  /** How many of them have not been taken. */
  get waiting(): number {
    return this.#entries.length - this.#taken;
  }

  /** The next entry to take. */
  get head(): Entry<Item, Position> | undefined {
    return this.#entries[this.#taken];
  }

  take(): void {
    this.#lastTaken = this.head?.position ?? this.#lastTaken;
    this.#taken += 1;
  }

  /** Reads up to so many more entries, and at most `maxChunk`. */
  async read(most: number, upTo?: string): Promise<void> {
    const limit = Math.min(most, this.#maxChunk);
    const after = this.#lastRead ?? undefined;
    const found = await this.#read(defined({ shard: this.number, limit, after, upTo }));
    this.#entries.push(...found);
    this.#lastRead = found.at(-1)?.position ?? this.#lastRead;
    if (found.length === limit) this.covered = found.at(-1)?.sort;
    else if (upTo === undefined) this.ended = true;
    else this.covered = upTo;
  }

  /** Where the next page goes on in this shard. */
  get cursor(): ShardCursor<Position> {
    return this.ended && this.waiting === 0 ? 'end' : this.#lastTaken;
  }
}
