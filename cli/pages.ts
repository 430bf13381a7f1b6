/** What a list takes to show one page of it. */
export interface PageRequest {
  readonly limit?: number;
  readonly cursor?: string;
}

interface PageReply<T> {
  readonly body: { readonly items: readonly T[]; readonly cursor?: string | undefined };
}

const LARGEST_PAGE = 200;

/** Items of a list, page after page: to its end, or until there are `limit`. */
export async function* pages<T>(
  fetchPage: (page: PageRequest) => Promise<PageReply<T>>,
  limit = Number.POSITIVE_INFINITY,
): AsyncGenerator<T> {
  let left = limit;
  let cursor: string | undefined;
  do {
    const { body } = await fetchPage({ limit: Math.min(left, LARGEST_PAGE), ...(cursor ? { cursor } : {}) });
    yield* body.items.slice(0, left);
    left -= body.items.length;
    cursor = body.cursor;
  } while (cursor && left > 0);
}

/** All of them at once: for what a person reads. */
export async function collect<T>(
  fetchPage: (page: PageRequest) => Promise<PageReply<T>>,
  limit?: number,
): Promise<T[]> {
  const items: T[] = [];
  for await (const item of pages(fetchPage, limit)) items.push(item);
  return items;
}
