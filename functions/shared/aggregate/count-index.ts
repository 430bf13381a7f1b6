import { defined } from '#schemas/defined.ts';
import type { AccountId } from '#schemas/primitives.ts';
import type { EventStore, IndexPosition, IndexQuery } from '#shared/event-store/event-store.ts';

/** What one query asks for: below a page of DynamoDB, which ends behind 1 MB. */
const SLICE = 500;

interface Counted extends Pick<IndexQuery, 'accountId' | 'index' | 'partition'> {
  readonly accountId: AccountId;
  /** It counts no further. */
  readonly upTo: number;
}

/** How many things an index has in one partition, up to a bound. Eventually consistent. */
export async function countIndex(
  store: Pick<EventStore, 'queryIndex'>,
  { shards }: { readonly shards: number },
  { upTo, ...of }: Counted,
): Promise<number> {
  let found = 0;
  for (let shard = 0; shard < shards; shard += 1) {
    let after: IndexPosition | undefined;
    do {
      const query = { ...of, shard, descending: false, limit: SLICE, ...defined({ after }) };
      const { items, next } = await store.queryIndex(query);
      found += items.length;
      after = next;
    } while (after && found < upTo);
  }
  return Math.min(found, upTo);
}
