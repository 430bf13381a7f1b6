import * as z from 'zod';
import { TerminalFailure } from '#schemas/errors.ts';
import type { DomainEvent } from '#schemas/event.ts';
import type { AccountId, Json } from '#schemas/primitives.ts';
import type { BaseQuery, EventStore, IndexedItem, IndexQuery, Tip } from '#shared/event-store/event-store.ts';
import type { Aggregate } from './aggregate.ts';
import { stateOf } from './stored-state.ts';

/** Where an index list goes on: per shard the last item that was given out, if any was. Small enough for a signed cursor. */
export const IndexCursor = z.array(z.strictObject({ sort: z.string(), SK: z.string() }).nullable());
export type IndexCursor = z.infer<typeof IndexCursor>;

/** Where a list of the base table goes on: the sort key of the last item that was given out. */
export const BaseCursor = z.string();
export type BaseCursor = z.infer<typeof BaseCursor>;

export interface ListedItem {
  readonly key: string;
  readonly version: number;
  readonly summary: Readonly<Record<string, Json>>;
}

/** What an index knows of an item, by the schema of its kind. Throws TerminalFailure `unreadable-summary`. */
export function readSummary<T>(schema: z.ZodType<T>, { key, summary }: ListedItem): T {
  const parsed = schema.safeParse(summary);
  if (parsed.success) return parsed.data;
  throw new TerminalFailure('unreadable-summary', `the index entry of ${key} does not fit its schema`, {
    cause: parsed.error,
  });
}

export interface ListedState<State> {
  readonly key: string;
  readonly version: number;
  readonly state: State;
}

export interface Listed<Item, Cursor> {
  readonly items: readonly Item[];
  /** Absent on the last page. */
  readonly cursor?: Cursor;
}

export interface IndexList {
  readonly index: IndexQuery['index'];
  readonly partition: string;
  readonly from?: string;
  readonly to?: string;
  readonly descending?: boolean;
  readonly limit: number;
  readonly cursor?: IndexCursor;
}

const byBytes = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));

const shardsOf = (count: number): number[] => Array.from({ length: count }, (_, shard) => shard);

/**
 * A page of an index, merged over the shards of an account: eventually consistent, one query per shard, all at once.
 * A cursor of another number of shards is a defect of the caller's, who must have checked that it is one of ours.
 */
export async function listIndex<S, C, E extends DomainEvent>(
  store: EventStore,
  aggregate: Aggregate<S, C, E>,
  accountId: AccountId,
  list: IndexList,
): Promise<Listed<ListedItem, IndexCursor>> {
  const { index, partition, from, to, descending = false, limit, cursor } = list;
  const perShard = await Promise.all(
    shardsOf(aggregate.shards).map(async (shard) => {
      const after = cursor?.[shard] ?? undefined;
      const bounds = {
        ...(from !== undefined && { from }),
        ...(to !== undefined && { to }),
        ...(after && { after }),
      };
      // One more than asked for tells whether there is a next page.
      return store.queryIndex({
        accountId,
        index,
        partition,
        shard,
        descending,
        limit: limit + 1,
        ...bounds,
      });
    }),
  );
  const { given, more } = firstOf(perShard, limit, descending);
  const items = given.map(({ item: { key, version, summary } }) => ({ key, version, summary }));
  if (!more) return { items };
  const next = shardsOf(aggregate.shards).map(
    (shard) => given.findLast((entry) => entry.shard === shard)?.item.position ?? cursor?.[shard] ?? null,
  );
  return { items, cursor: next };
}

interface Given {
  readonly item: IndexedItem;
  readonly shard: number;
}

/**
 * The first of all shards, in order. Items of one shard are never put into another order than they came in: among equal sort keys only the
 * index knows its order, and it goes on behind whatever was given last.
 */
function firstOf(
  perShard: readonly (readonly IndexedItem[])[],
  limit: number,
  descending: boolean,
): { given: Given[]; more: boolean } {
  const left = perShard.map((items) => [...items]);
  const given: Given[] = [];
  const direction = descending ? -1 : 1;
  const heads = () => left.flatMap(([item], shard): Given[] => (item ? [{ item, shard }] : []));
  while (given.length < limit) {
    const [first] = heads().sort((a, b) => direction * comparePositions(a.item, b.item));
    if (!first) break;
    left[first.shard]?.shift();
    given.push(first);
  }
  return { given, more: heads().length > 0 };
}

const comparePositions = (a: IndexedItem, b: IndexedItem): number =>
  byBytes(a.position.sort, b.position.sort) || byBytes(a.position.SK, b.position.SK);

export interface BaseList {
  /** Only keys that begin so. Keys over 900 bytes are stored by their hash and are found only without a prefix. */
  readonly keyPrefix?: string;
  readonly limit: number;
  readonly cursor?: BaseCursor;
}

/** A page of the base table in order of keys, merged over the shards: consistent, with whole states. */
export async function listBase<S, C, E extends DomainEvent>(
  store: EventStore,
  aggregate: Aggregate<S, C, E>,
  accountId: AccountId,
  { keyPrefix = '', limit, cursor }: BaseList,
): Promise<Listed<ListedState<S>, BaseCursor>> {
  const query: Omit<BaseQuery, 'shard'> = {
    accountId,
    prefix: aggregate.prefix,
    keyPrefix,
    limit: limit + 1,
    ...(cursor !== undefined && { after: cursor }),
  };
  const perShard = await Promise.all(
    shardsOf(aggregate.shards).map((shard) => store.queryBase({ ...query, shard })),
  );
  const merged = perShard.flat().sort((a, b) => byBytes(a.SK, b.SK));
  const given = merged.slice(0, limit);
  const items = given.map(({ tip }) => listedState(aggregate, tip));
  const last = given.at(-1);
  return merged.length > limit && last ? { items, cursor: last.SK } : { items };
}

const listedState = <S, C, E extends DomainEvent>(
  aggregate: Aggregate<S, C, E>,
  tip: Tip,
): ListedState<S> => ({
  key: tip.key,
  version: tip.version,
  state: stateOf(aggregate, tip),
});
