/** The query of one page of a list. */
export interface OnePage {
  readonly limit?: number;
  readonly cursor?: string;
}

interface PageReply<T> {
  readonly body: { readonly items: readonly T[]; readonly cursor?: string | undefined };
}

export interface CollectOptions {
  /** At most so many items; otherwise all. */
  readonly limit?: number | undefined;
  /** What the list allows: 200 as a rule. */
  readonly largestPage?: number;
  /** Told after each page how many items there are by then. */
  readonly onProgress?: (count: number) => void;
}

/** The limit of PageQuery. */
const LARGEST_PAGE = 200;

/** Items of a list, page after page: to its end, or until there are `limit`. */
export async function collect<T>(
  fetchPage: (page: OnePage) => Promise<PageReply<T>>,
  {
    limit = Number.POSITIVE_INFINITY,
    largestPage = LARGEST_PAGE,
    onProgress = () => undefined,
  }: CollectOptions = {},
): Promise<T[]> {
  const items: T[] = [];
  let cursor: string | undefined;
  do {
    const left = limit - items.length;
    const { body } = await fetchPage({ limit: Math.min(left, largestPage), ...(cursor ? { cursor } : {}) });
    items.push(...body.items.slice(0, left));
    cursor = body.cursor;
    onProgress(items.length);
  } while (cursor && items.length < limit);
  return items;
}
