import { answerBytes, MAX_ANSWER_BYTES } from './answer-size.ts';
import { type ReadShard, Shard, type ShardCursor } from './shard.ts';

/** Where a list goes on, for each shard. */
export type PageCursor<Position> = ShardCursor<Position>[];

export interface Page<Item, Position> {
  readonly items: readonly Item[];
  /** Absent on the last page. */
  readonly cursor?: PageCursor<Position>;
}

/** How large the items of a list may be. */
export interface ItemSize {
  /** Bytes that one is thought to take in the answer until some have been seen. */
  readonly expectedBytes: number;
  /** How many are read at once from one shard: they are in memory together. */
  readonly maxChunk: number;
}

export interface PageRequest<Item, Position, Shown> {
  readonly shards: number;
  readonly read: ReadShard<Item, Position>;
  /** How sort keys follow each other. Without it the list has no order, and the shards are read independently. */
  readonly compare?: (a: string, b: string) => number;
  readonly limit: number;
  readonly cursor: PageCursor<Position> | undefined;
  /** The view of an item; undefined leaves it out. */
  readonly show: (item: Item) => Shown | undefined;
  readonly size: ItemSize;
}

/** Items that are read for each place of a page. A filter that takes nearly everything away leads to a short page, not to a long request. */
const MAX_READS = 5;

/** The same in bytes, which are not those of the answer. The last reads may go beyond by a page of DynamoDB for each shard. */
export const MAX_READ_BYTES = 8 * 1024 * 1024;

/** A small page may read so many chunks all the same: a request costs more than the items that it leaves out. */
const CHUNKS = 2;

/** Shards that are read at the same time where the list has no order. The others wait, so that the cursor has few positions. */
const AT_ONCE = 4;

/**
 * How many items a sorted list reads from each shard first, of an even part. What the shards hold of one stretch differs by about the root
 * of its length; the shards that fall behind are then read up to the furthest one.
 */
const firstPart = (even: number): number => Math.max(1, Math.floor(even - 1.5 * Math.sqrt(even)));

/** A page of a list in order may be so much shorter than its limit: the last few places would cost a round trip each. */
const SLACK = 1 / 8;

/**
 * A page over the shards of an account, of at most `limit` items and MAX_ANSWER_BYTES. Nearly every item that is read
 * is given out: a listing from beginning to end reads at most 1.1 items for each one that it could show. The cursor
 * says for each shard where to go on. So an item that was there throughout is given exactly once, even if others are
 * added meanwhile.
 */
export async function pageOf<Item, Position, Shown>(
  request: PageRequest<Item, Position, Shown>,
): Promise<Page<Shown, Position>> {
  const { shards: count, read, cursor, compare, limit } = request;
  const { maxChunk } = request.size;
  const shards = Array.from(
    { length: count },
    (_, number) => new Shard(read, { number, maxChunk, cursor: cursor?.[number] ?? null }),
  );
  const page: Draft<Shown> = { items: [], bytes: 0, isFull: false };
  const enough = compare ? limit - Math.floor(limit * SLACK) : limit;
  const maxReads = Math.max(MAX_READS * (limit + 1), CHUNKS * maxChunk);
  for (;;) {
    const reads = sumOf(shards, (shard) => shard.reads);
    if (page.isFull || reads >= maxReads || sumOf(shards, ({ bytes }) => bytes) >= MAX_READ_BYTES) break;
    const open = shards.filter(({ ended }) => !ended);
    const waiting = sumOf(shards, (shard) => shard.waiting);
    // Waiting entries, or open shards, say that there is a next page.
    if (open.length === 0 || (page.items.length >= enough && waiting > 0)) break;
    const want = wanted(request, page, reads - waiting) - waiting;
    await readMore(open, Math.min(want, maxReads - reads), request);
    fill(page, shards, request);
  }
  const isLast = shards.every(({ ended, waiting }) => ended && waiting === 0);
  return isLast ? { items: page.items } : { items: page.items, cursor: shards.map((shard) => shard.cursor) };
}

interface Draft<Shown> {
  readonly items: Shown[];
  bytes: number;
  /** The next item would be too much for the answer. */
  isFull: boolean;
}

/**
 * How many items are worth reading: one more than the page takes tells whether there is a next one. Where few of those
 * `taken` were shown, as many more as show so many, and at most as many again as were taken.
 */
function wanted<I, P, S>({ limit, size }: PageRequest<I, P, S>, page: Draft<S>, taken: number): number {
  const { items, bytes } = page;
  const each = items.length > 0 ? bytes / items.length : size.expectedBytes;
  const missing = Math.min(limit + 1 - items.length, Math.ceil((MAX_ANSWER_BYTES - bytes) / each));
  const perShown = items.length > 0 ? taken / items.length : Number.POSITIVE_INFINITY;
  return Math.max(1, missing, Math.min(Math.ceil(missing * perShown), taken));
}

type AnyShard = Pick<Shard<unknown, unknown>, 'waiting' | 'ended' | 'covered' | 'read'>;

async function readMore(
  open: readonly AnyShard[],
  want: number,
  { compare, size: { maxChunk } }: Pick<PageRequest<never, never, never>, 'compare' | 'size'>,
): Promise<void> {
  if (!compare) {
    // Many items come from few shards: each read has a price of its own.
    const few = want > maxChunk ? Math.min(AT_ONCE, Math.ceil(want / maxChunk)) : AT_ONCE;
    const some = open.slice(0, few);
    // Evenly, and so that no more is read than is wanted.
    const partOf = (n: number) => Math.floor((want + some.length - 1 - n) / some.length);
    await Promise.all(some.map((shard, n) => readPart(shard, partOf(n))));
    return;
  }
  const chunk = firstPart(Math.max(0, want) / open.length);
  const empty = open.filter(({ waiting }) => waiting === 0);
  await Promise.all(empty.map((shard) => readPart(shard, chunk)));
  const left = want - sumOf(empty, ({ waiting }) => waiting);
  await levelUp(
    open.filter(({ ended }) => !ended),
    left,
    compare,
  );
}

/** Reads the shards that are behind up to where the furthest one is: then everything that was read can be given out. */
async function levelUp(
  open: readonly AnyShard[],
  left: number,
  compare: (a: string, b: string) => number,
): Promise<void> {
  const covered = open.map((shard) => shard.covered).filter((sort) => sort !== undefined);
  const furthest = covered.toSorted(compare).at(-1);
  if (furthest === undefined || left <= 0) return;
  const behind = open.filter((shard) => shard.covered !== undefined && compare(shard.covered, furthest) < 0);
  const chunk = Math.max(1, Math.floor(left / Math.max(1, behind.length)));
  await Promise.all(behind.map((shard) => readPart(shard, chunk, furthest)));
}

const readPart = async (shard: AnyShard, limit: number, upTo?: string): Promise<void> => {
  if (limit > 0) await shard.read(limit, upTo);
};

/** Moves entries that were read to the page, as far as their place in the list is certain and the page has room. */
function fill<Item, Position, Shown>(
  page: Draft<Shown>,
  shards: readonly Shard<Item, Position>[],
  { compare, limit, show }: PageRequest<Item, Position, Shown>,
): void {
  while (page.items.length < limit) {
    const shard = nextOf(shards, compare);
    const entry = shard?.head;
    if (!shard || !entry) return;
    const shown = show(entry.item);
    const bytes = shown === undefined ? 0 : answerBytes(shown);
    if (page.items.length > 0 && page.bytes + bytes > MAX_ANSWER_BYTES) {
      page.isFull = true;
      return;
    }
    shard.take();
    if (shown !== undefined) page.items.push(shown);
    page.bytes += bytes;
  }
}

/** The shard whose next entry comes next in the list; none while another shard may have one before it that has not been read. */
function nextOf<Item, Position>(
  shards: readonly Shard<Item, Position>[],
  compare: ((a: string, b: string) => number) | undefined,
): Shard<Item, Position> | undefined {
  const filled = shards.filter(({ waiting }) => waiting > 0);
  if (!compare) return filled[0];
  const [first] = filled.toSorted((a, b) => compare(a.head?.sort ?? '', b.head?.sort ?? ''));
  const sort = first?.head?.sort;
  if (sort === undefined) return undefined;
  const isCertain = shards.every(
    ({ ended, covered }) => ended || (covered !== undefined && compare(sort, covered) <= 0),
  );
  return isCertain ? first : undefined;
}

const sumOf = <T>(things: readonly T[], of: (thing: T) => number): number =>
  things.reduce((sum, thing) => sum + of(thing), 0);
