import type { Listed } from '#shared/aggregate/list.ts';

/** How often a list is asked for more when the filter takes most of it away: a page takes bounded time, and may stay short. */
const MOST_ASKS = 5;

/**
 * A page of what passes a filter that the index does not know. It may hold fewer than `limit`, or none, and still have a cursor.
 *
 * @example filteredPage({ limit: 50, fetch: (limit, cursor) => listBase(...), keep: (item) => item.state.status === 'A' })
 */
export async function filteredPage<Item, Cursor>({
  limit,
  cursor,
  fetch,
  keep,
}: {
  readonly limit: number;
  readonly cursor?: Cursor;
  readonly fetch: (limit: number, cursor: Cursor | undefined) => Promise<Listed<Item, Cursor>>;
  readonly keep: (item: Item) => boolean;
}): Promise<Listed<Item, Cursor>> {
  const items: Item[] = [];
  let next = cursor;
  for (let asks = 0; asks < MOST_ASKS && items.length < limit; asks += 1) {
    const listed = await fetch(limit - items.length, next);
    items.push(...listed.items.filter(keep));
    if (listed.cursor === undefined) return { items };
    next = listed.cursor;
  }
  return next === undefined ? { items } : { items, cursor: next };
}
