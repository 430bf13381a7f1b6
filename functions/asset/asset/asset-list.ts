import type * as z from 'zod';
import type { listAssets } from '#schemas/asset/asset/routes.ts';
import type { AssetItem } from '#schemas/asset/asset/views.ts';
import type { AccountId, Instant } from '#schemas/primitives.ts';
import {
  type BaseCursor,
  type IndexCursor,
  type IndexList,
  type Listed,
  listBase,
  listIndex,
} from '#shared/aggregate/list.ts';
import type { EventStore } from '#shared/event-store/event-store.ts';
import { highest, lowest } from '#shared/http/created.ts';
import { filteredPage } from '#shared/http/filtered-page.ts';
import { Asset, createdSort, statusPartition, typePartition } from './domain/asset.ts';
import { isOverdue } from './domain/expiry.ts';
import { assetItem, assetView } from './view.ts';

export type AssetQuery = Omit<z.output<typeof listAssets.query>, 'cursor'>;

/** Half of what a Lambda function may answer, so that the other half is room for what JSON adds. */
const MOST_CHARACTERS = 3_000_000;

/** Whole assets that are read at once from each shard: a thing may be 390 KB, and a function has 1 GB for hundreds of them. */
const MOST_AT_ONCE = 50;

const statusAt = (item: AssetItem, now: Instant): AssetItem['status'] =>
  isOverdue(item, now) ? 'D' : item.status;

const fits = (query: AssetQuery, item: AssetItem, now: Instant): boolean => {
  const status = statusAt(item, now);
  return (
    (query.status === undefined ? status !== 'D' : status === query.status) &&
    (query.class === undefined || (item.class || 'none') === query.class) &&
    (query.tag === undefined || item.tags.includes(query.tag)) &&
    (query.keyPrefix === undefined || item.key.startsWith(query.keyPrefix)) &&
    (query.createdFrom === undefined || item.created >= lowest(query.createdFrom)) &&
    (query.createdTo === undefined || item.created <= highest(query.createdTo))
  );
};

/** Which index answers the query; undefined where the base table does. */
export function indexOf(query: AssetQuery): Omit<IndexList, 'limit'> | undefined {
  if (query.consistent === 'true') return undefined;
  if (query.class !== undefined) {
    return {
      index: 'byType',
      partition: typePartition(query.class === 'none' ? '' : query.class),
      ...(query.createdFrom !== undefined && { from: createdSort(lowest(query.createdFrom)) }),
      ...(query.createdTo !== undefined && { to: createdSort(highest(query.createdTo)) }),
    };
  }
  return query.status && { index: 'byStatus', partition: statusPartition(query.status) };
}

interface Asked<Cursor> {
  readonly store: EventStore;
  readonly accountId: AccountId;
  readonly query: AssetQuery;
  readonly now: Instant;
  readonly cursor?: Cursor;
}

/** Assets by an index: summaries. */
export async function listByIndex(
  index: Omit<IndexList, 'limit'>,
  { store, accountId, query, now, cursor }: Asked<IndexCursor>,
): Promise<Listed<AssetItem, IndexCursor>> {
  return filteredPage({
    limit: query.limit,
    ...(cursor && { cursor }),
    fetch: async (limit, after) => {
      const page = await listIndex(store, Asset, accountId, {
        ...index,
        limit,
        ...(after && { cursor: after }),
      });
      return { ...page, items: page.items.map(assetItem) };
    },
    keep: (item) => fits(query, item, now),
  });
}

/** Assets of the base table by key: whole, and consistent. A page that would be too large to answer is asked for again, half as long. */
export async function listWhole({
  store,
  accountId,
  query,
  now,
  cursor,
}: Asked<BaseCursor>): Promise<Listed<AssetItem, BaseCursor>> {
  const { keyPrefix } = query;
  const listed = await filteredPage<AssetItem, BaseCursor>({
    limit: query.limit,
    ...(cursor !== undefined && { cursor }),
    fetch: async (limit, after) => {
      const page = await listBase(store, Asset, accountId, {
        limit: Math.min(limit, MOST_AT_ONCE),
        ...(keyPrefix !== undefined && { keyPrefix }),
        ...(after !== undefined && { cursor: after }),
      });
      return { ...page, items: page.items.map((item) => assetView(item, now)) };
    },
    keep: (item) => fits(query, item, now),
  });
  if (query.limit === 1 || JSON.stringify(listed.items).length <= MOST_CHARACTERS) return listed;
  const half = { ...query, limit: Math.ceil(query.limit / 2) };
  return listWhole({ store, accountId, query: half, now, ...(cursor !== undefined && { cursor }) });
}
