/** The query of one page of a list. */
export interface PageRequest {
  readonly limit?: number;
  readonly cursor?: string;
}

interface PageReply<T> {
  readonly body: { readonly items: readonly T[]; readonly cursor?: string | undefined };
}

/** The limit of PageQuery. */
const LARGEST_PAGE = 200;

/** Items of a list, page after page: to its end, or until there are `limit`. */
export async function collect<T>(
  fetchPage: (page: PageRequest) => Promise<PageReply<T>>,
  limit = Number.POSITIVE_INFINITY,
): Promise<T[]> {
  const items: T[] = [];
  let cursor: string | undefined;
  do {
    const left = limit - items.length;
    const { body } = await fetchPage({ limit: Math.min(left, LARGEST_PAGE), ...(cursor ? { cursor } : {}) });
    items.push(...body.items.slice(0, left));
    cursor = body.cursor;
  } while (cursor && items.length < limit);
  return items;
}
