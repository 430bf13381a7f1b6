import type { EventStore, Slice } from '#shared/event-store/event-store.ts';
import { createInMemoryStore } from '#shared/event-store/in-memory.ts';
import { summaryOf } from '#shared/event-store/in-memory-rows.ts';

interface CountedStore {
  store: EventStore;
  reads: () => number;
  bytes: () => number;
  queries: () => number;
}

/** A store in memory that counts the items and bytes which its lists read, and the queries that read them. */
export function countedStore(): CountedStore {
  const store = createInMemoryStore();
  let [reads, bytes, queries] = [0, 0, 0];
  const counting =
    <Query, Item, Position>(query: (of: Query) => Promise<Slice<Item, Position>>) =>
    async (of: Query): Promise<Slice<Item, Position>> => {
      const found = await query(of);
      reads += found.scanned;
      bytes += found.bytes;
      queries += 1;
      return found;
    };
  store.queryIndex = counting(store.queryIndex.bind(store));
  const queryBase = store.queryBase.bind(store);
  store.querySummaries = counting(async (query) => {
    const { items, ...slice } = await queryBase(query);
    return { ...slice, items: items.map(summaryOf) };
  });
  store.queryBase = counting(queryBase);
  return { store, reads: () => reads, bytes: () => bytes, queries: () => queries };
}
