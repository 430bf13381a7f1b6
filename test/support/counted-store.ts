import type { EventStore } from '#shared/event-store/event-store.ts';
import { createInMemoryStore } from '#shared/event-store/in-memory.ts';

/** A store in memory that counts the items which its lists read, and the queries that read them. */
export function countedStore(): { store: EventStore; reads: () => number; queries: () => number } {
  const store = createInMemoryStore();
  let [reads, queries] = [0, 0];
  const counting =
    <Query, Item>(query: (of: Query) => Promise<readonly Item[]>) =>
    async (of: Query): Promise<readonly Item[]> => {
      const found = await query(of);
      reads += found.length;
      queries += 1;
      return found;
    };
  store.queryIndex = counting(store.queryIndex.bind(store));
  const queryBase = store.queryBase.bind(store);
  store.querySummaries = counting(async (query) =>
    (await queryBase(query)).map(({ SK, tip: { key, version, index } }) => ({
      SK,
      key,
      version,
      summary: index.summary,
    })),
  );
  store.queryBase = counting(queryBase);
  return { store, reads: () => reads, queries: () => queries };
}
