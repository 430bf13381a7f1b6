import type * as z from 'zod';
import type { listAssets } from '#schemas/asset/asset/routes.ts';
import type { AssetItem, AssetView } from '#schemas/asset/asset/views.ts';
import { LiveStatus } from '#schemas/asset/values.ts';
import { defined } from '#schemas/defined.ts';
import { keyOf } from '#schemas/id.ts';
import type { Instant } from '#schemas/primitives.ts';
import type { IndexRange } from '#shared/aggregate/list-index.ts';
import { highest, lowest } from '#shared/http/created.ts';
import { assetStatusPartition, createdSort, typePartition } from './domain/asset.ts';
import { isOverdue } from './domain/expiry.ts';

export type AssetQuery = z.output<typeof listAssets.query>;

/** From where a list of assets is read. */
export type AssetSource =
  /** The base table, by key: consistent. */
  | { readonly kind: 'base'; readonly keyPrefix: string }
  /** The index by class, in order of creation. */
  | { readonly kind: 'class'; readonly range: IndexRange }
  /** The index by status, in no order. */
  | { readonly kind: 'status'; readonly partitions: readonly string[] };

/**
 * An index where there is one, as it costs a fraction of the table. The table answers where whole or consistent
 * answers, or a range of keys, are wanted.
 */
export function sourceOf({ view, consistent, status, keyPrefix, ...query }: AssetQuery): AssetSource {
  const isIndexed = query.class !== undefined || status !== undefined || keyPrefix === undefined;
  if (view === 'full' || consistent === 'true' || !isIndexed) {
    return { kind: 'base', keyPrefix: keyPrefix ?? '' };
  }
  if (query.class !== undefined) {
    const { createdFrom, createdTo } = query;
    const range = defined({
      index: 'byType',
      partition: typePartition(query.class === 'none' ? '' : query.class),
      from: createdFrom && createdSort(lowest(createdFrom)),
      to: createdTo && createdSort(highest(createdTo)),
    });
    return { kind: 'class', range };
  }
  return { kind: 'status', partitions: statusesWith(status).map(assetStatusPartition) };
}

/**
 * The stored statuses of assets that readers see with this one. An overdue asset reads as deleted, and is stored as
 * active until the sweep has come by: no other status expires.
 */
const statusesWith = (status: AssetItem['status'] | undefined): readonly AssetItem['status'][] => {
  if (status === undefined) return LiveStatus.options;
  return status === 'D' ? ['D', 'A'] : [status];
};

/** An overdue asset is deleted for readers, whether the sweep has come by or not. */
const statusAt = (item: AssetItem, now: Instant): AssetItem['status'] =>
  isOverdue(item, now) ? 'D' : item.status;

/** The asset where it fits the query, even if the source has filtered already. */
export const fitting =
  (query: AssetQuery, now: Instant) =>
  <Item extends AssetItem | AssetView>(item: Item): Item | undefined => {
    const seed = query.seed && (keyOf(query.seed) ?? query.seed);
    const status = statusAt(item, now);
    const fits =
      (query.status === undefined ? status !== 'D' : status === query.status) &&
      (query.class === undefined || (item.class || 'none') === query.class) &&
      (query.tag === undefined || item.tags.includes(query.tag)) &&
      (query.inScope === undefined || String(item.inScope) === query.inScope) &&
      (seed === undefined || item.seed === seed) &&
      (query.keyPrefix === undefined || item.key.startsWith(query.keyPrefix)) &&
      (query.createdFrom === undefined || item.created >= lowest(query.createdFrom)) &&
      (query.createdTo === undefined || item.created <= highest(query.createdTo));
    return fits ? item : undefined;
  };
