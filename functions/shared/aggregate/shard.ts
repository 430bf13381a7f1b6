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

/** One read of a shard, in order. */
export interface ShardSlice<Item, Position> {
  readonly entries: readonly Entry<Item, Position>[];
  /** Up to where everything has been read. Absent: the range has no more. */
  readonly next?: Pick<Entry<Item, Position>, 'position' | 'sort'>;
  /** Items that the table read for it, also those that are left out here. */
  readonly scanned: number;
  /** Their bytes. */
  readonly bytes: number;
}

/** Reads at most `limit` entries; fewer, or none, where they are large or left out. */
export type ReadShard<Item, Position> = (range: ShardRange<Position>) => Promise<ShardSlice<Item, Position>>;

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
  #reads = 0;
  #bytes = 0;
  #lastRead: Position | null;
  #lastTaken: Position | null;

  constructor(read: ReadShard<Item, Position>, { number, maxChunk, cursor }: ShardOptions<Position>) {
    this.#read = read;
    this.number = number;
    this.#maxChunk = maxChunk;
    this.ended = cursor === 'end';
    this.#lastRead = this.#lastTaken = cursor === 'end' ? null : cursor;
  }

  /** How many items have been read. */
  get reads(): number {
    return this.#reads;
  }

  /** How many entries have been read and not been taken. */
  get waiting(): number {
    return this.#entries.length;
  }

  /** How many bytes have been read. */
  get bytes(): number {
    return this.#bytes;
  }

  /** The next entry to take. */
  get head(): Entry<Item, Position> | undefined {
    return this.#entries[0];
  }

  /** Lets go of the entry, for it may be large. */
  take(): void {
    const entry = this.#entries.shift();
    if (!entry) return;
    this.#lastTaken = entry.position;
  }

  /** Reads up to so many more entries, and at most `maxChunk`. */
  async read(most: number, upTo?: string): Promise<void> {
    const limit = Math.min(most, this.#maxChunk);
    const after = this.#lastRead ?? undefined;
    const found = await this.#read(defined({ shard: this.number, limit, after, upTo }));
    const { entries, next, scanned, bytes } = found;
    this.#entries.push(...entries);
    this.#reads += scanned;
    this.#bytes += bytes;
    this.#lastRead = next?.position ?? entries.at(-1)?.position ?? this.#lastRead;
    if (next) this.covered = next.sort;
    else if (upTo === undefined) this.ended = true;
    else this.covered = upTo;
  }

  /** Where the next page goes on in this shard. */
  get cursor(): ShardCursor<Position> {
    if (this.waiting > 0) return this.#lastTaken;
    return this.ended ? 'end' : this.#lastRead;
  }
}
