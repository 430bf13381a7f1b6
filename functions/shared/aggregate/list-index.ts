import * as z from 'zod';
import { defined } from '#schemas/defined.ts';
import type { DomainEvent } from '#schemas/event.ts';
import type { AccountId } from '#schemas/primitives.ts';
import { byBytes } from '#shared/event-store/address.ts';
import type {
  EventStore,
  IndexedItem,
  IndexPosition,
  IndexQuery,
  Slice,
} from '#shared/event-store/event-store.ts';
import type { Aggregate } from './aggregate.ts';
import {
  inOrderOfKeys,
  type Keyed,
  type Listed,
  type ListedItem,
  type PageOptions,
  SUMMARY_SIZE,
} from './list.ts';
import { pageOf } from './page.ts';
import type { ShardSlice } from './shard.ts';

/** Where an index list goes on, for each shard. Cursors of earlier releases have no `end` and are as good. */
export const IndexCursor = z.array(
  z.union([z.strictObject({ sort: z.string(), SK: z.string() }), z.literal('end'), z.null()]),
);
export type IndexCursor = z.infer<typeof IndexCursor>;

export interface IndexRange {
  readonly index: IndexQuery['index'];
  readonly partition: string;
  /** Bounds of the sort key, both inclusive. */
  readonly from?: string;
  readonly to?: string;
  readonly descending?: boolean;
}

export interface IndexList<Shown> extends IndexRange, PageOptions<ListedItem, Shown, IndexCursor> {}

/**
 * A page of an index in order of its sort key, merged over the shards of an account. Things of one sort key come in
 * no particular order. Eventually consistent.
 */
export async function listIndex<S, C, E extends DomainEvent, Shown>(
  store: Pick<EventStore, 'queryIndex'>,
  { shards }: Pick<Aggregate<S, C, E>, 'shards'>,
  accountId: AccountId,
  { index, partition, from, to, descending = false, limit, cursor, show }: IndexList<Shown>,
): Promise<Listed<Shown, IndexCursor>> {
  return pageOf({
    shards,
    limit,
    cursor,
    show,
    size: SUMMARY_SIZE,
    compare: (a, b) => (descending ? byBytes(b, a) : byBytes(a, b)),
    read: async ({ shard, limit: most, after, upTo }) => {
      const bounds = descending ? { from: upTo ?? from, to } : { from, to: upTo ?? to };
      const where = { accountId, index, partition, shard, descending, limit: most };
      return entriesOf(await store.queryIndex(defined({ ...where, ...bounds, after })));
    },
  });
}

export interface PartitionsList<Shown>
  extends Pick<IndexRange, 'index'>,
    PageOptions<ListedItem, Shown, IndexCursor> {
  readonly partitions: readonly string[];
}

/**
 * A page of several partitions of an index, one after the other. Their things come in no particular order, but each
 * page is in order of its keys. Eventually consistent: a thing that moves from one partition to another during the
 * listing may be given twice, or not.
 */
export async function listPartitions<S, C, E extends DomainEvent, Shown extends Keyed>(
  store: Pick<EventStore, 'queryIndex'>,
  { shards }: Pick<Aggregate<S, C, E>, 'shards'>,
  accountId: AccountId,
  { index, partitions, limit, cursor, show }: PartitionsList<Shown>,
): Promise<Listed<Shown, IndexCursor>> {
  const page = await pageOf({
    shards: partitions.length * shards,
    limit,
    cursor,
    show,
    size: SUMMARY_SIZE,
    read: async ({ shard, limit: most, after }) => {
      const partition = partitions[Math.floor(shard / shards)] ?? '';
      const where = { accountId, index, partition, shard: shard % shards, descending: false, limit: most };
      return entriesOf(await store.queryIndex(defined({ ...where, after })));
    },
  });
  return inOrderOfKeys(page);
}

const entriesOf = ({
  items,
  next,
  ...read
}: Slice<IndexedItem, IndexPosition>): ShardSlice<ListedItem, IndexPosition> =>
  defined({
    ...read,
    entries: items.map(({ position, ...item }) => ({ item, position, sort: position.sort })),
    next: next && { position: next, sort: next.sort },
  });
