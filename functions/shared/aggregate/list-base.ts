import * as z from 'zod';
import { defined } from '#schemas/defined.ts';
import type { DomainEvent } from '#schemas/event.ts';
import type { AccountId } from '#schemas/primitives.ts';
import type { BaseQuery, EventStore, Slice, Tip } from '#shared/event-store/event-store.ts';
import type { Aggregate } from './aggregate.ts';
import { currentState } from './current-state.ts';
import {
  inOrderOfKeys,
  type Keyed,
  type Listed,
  type ListedItem,
  type ListedState,
  type PageOptions,
  SUMMARY_SIZE,
} from './list.ts';
import { type ItemSize, pageOf } from './page.ts';

/** Whole states: up to 390 KB. */
const STATE_SIZE: ItemSize = { expectedBytes: 256 * 1024, maxChunk: 50 };

/** Where a list of the base table goes on, for each shard: behind a sort key. No sort key is `end`: each begins with its prefix and a #. */
export const BaseCursor = z.array(z.union([z.string(), z.null()]));
export type BaseCursor = z.infer<typeof BaseCursor>;

export interface BaseList<Item, Shown> extends PageOptions<Item, Shown, BaseCursor> {
  /** Only keys that begin so. Keys over 900 bytes are stored by their hash and are found only without a prefix. */
  readonly keyPrefix?: string;
}

/** A page of the base table with whole states: consistent. Pages come in no particular order, and each is in order of its keys. */
export const listBase = <S, C, E extends DomainEvent, Shown extends Keyed>(
  store: Pick<EventStore, 'paged' | 'queryBase'>,
  aggregate: Aggregate<S, C, E>,
  accountId: AccountId,
  list: BaseList<ListedState<S>, Shown>,
): Promise<Listed<Shown, BaseCursor>> =>
  basePage(accountId, aggregate, list, STATE_SIZE, async (query) => {
    const { items, ...slice } = await store.queryBase(query);
    const listed = items.map(async ({ SK, tip }) => ({ SK, item: await listedState(store, aggregate, tip) }));
    return { ...slice, items: await Promise.all(listed) };
  });

/** The same with summaries alone: nothing else leaves the table, which reads and bills the whole things all the same. */
export const listSummaries = <S, C, E extends DomainEvent, Shown extends Keyed>(
  store: Pick<EventStore, 'querySummaries'>,
  aggregate: Aggregate<S, C, E>,
  accountId: AccountId,
  list: BaseList<ListedItem, Shown>,
): Promise<Listed<Shown, BaseCursor>> =>
  basePage(accountId, aggregate, list, SUMMARY_SIZE, async (query) => {
    const { items, ...slice } = await store.querySummaries(query);
    return { ...slice, items: items.map(({ SK, ...item }) => ({ SK, item })) };
  });

async function basePage<Item, Shown extends Keyed>(
  accountId: AccountId,
  { prefix, shards }: { readonly prefix: string; readonly shards: number },
  { keyPrefix = '', limit, cursor, show }: BaseList<Item, Shown>,
  size: ItemSize,
  query: (query: BaseQuery) => Promise<Slice<{ readonly SK: string; readonly item: Item }, string>>,
): Promise<Listed<Shown, BaseCursor>> {
  const page = await pageOf<Item, string, Shown>({
    shards,
    limit,
    cursor,
    show,
    size,
    read: async ({ limit: most, ...range }) => {
      const { items, next, ...read } = await query({ accountId, prefix, keyPrefix, limit: most, ...range });
      return defined({
        ...read,
        entries: items.map(({ SK, item }) => ({ item, position: SK, sort: SK })),
        next: next === undefined ? undefined : { position: next, sort: next },
      });
    },
  });
  return inOrderOfKeys(page);
}

const listedState = async <S, C, E extends DomainEvent>(
  store: Pick<EventStore, 'paged'>,
  aggregate: Aggregate<S, C, E>,
  tip: Tip,
): Promise<ListedState<S>> => ({
  key: tip.key,
  version: tip.version,
  state: await currentState(store, aggregate, tip),
});
