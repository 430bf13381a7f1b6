import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type * as z from 'zod';
import type { AccountId } from '#schemas/primitives.ts';
import { execute } from '#shared/aggregate/execute.ts';
import type { Listed } from '#shared/aggregate/list.ts';
import { BaseCursor, listBase, listSummaries } from '#shared/aggregate/list-base.ts';
import { IndexCursor, listIndex, listPartitions } from '#shared/aggregate/list-index.ts';
import type { EventStore, IndexQuery } from '#shared/event-store/event-store.ts';
import { createInMemoryStore } from '#shared/event-store/in-memory.ts';
import { contextFor, counter, newAccount } from './counter.ts';

/**
 * A store whose index keeps things of one sort key in an order of its own. DynamoDB promises none among equals, and a page that put them into
 * another order than the one in which the store goes on gave some twice and lost others.
 */
function withTiesInItsOwnOrder(store: EventStore, rank: (SK: string) => number): EventStore {
  const inMemory = store.queryIndex.bind(store);
  const queryIndex = async ({ after, limit, ...query }: IndexQuery): ReturnType<EventStore['queryIndex']> => {
    const { items: all } = await inMemory({ ...query, limit: Number.MAX_SAFE_INTEGER });
    const sorts = [...new Set(all.map(({ position }) => position.sort))];
    const ordered = sorts.flatMap((sort) =>
      all
        .filter(({ position }) => position.sort === sort)
        .toSorted((a, b) => rank(a.position.SK) - rank(b.position.SK)),
    );
    const from = after ? ordered.findIndex(({ position }) => position.SK === after.SK) + 1 : 0;
    const items = ordered.slice(from, from + limit);
    const next = items.length === limit ? items.at(-1)?.position : undefined;
    return { items, scanned: items.length, bytes: 0, ...(next && { next }) };
  };
  return Object.assign(store, { queryIndex });
}

interface Shown {
  readonly key: string;
}

interface PageOptions {
  readonly limit: number;
  readonly show: <Item extends Shown>(item: Item) => Item | undefined;
}

/** A list whose cursors are text, as a client keeps them. */
type List = (page: PageOptions, cursor?: string) => Promise<Listed<Shown, string>>;
type ListOf = (store: EventStore, of: typeof counter, account: AccountId) => List;

const inText =
  <Cursor>(
    schema: z.ZodType<Cursor>,
    list: (page: PageOptions & { readonly cursor?: Cursor }) => Promise<Listed<Shown, Cursor>>,
  ): List =>
  async (page, text) => {
    const cursor = text === undefined ? {} : { cursor: schema.parse(JSON.parse(text)) };
    const listed = await list({ ...page, ...cursor });
    return listed.cursor === undefined
      ? { items: listed.items }
      : { items: listed.items, cursor: JSON.stringify(listed.cursor) };
  };

const used = { index: 'byStatus', partition: 'STATUS#used' } as const;
const partitions = ['STATUS#none', 'STATUS#used', 'STATUS#empty'];
const kinds = {
  states: (store, of, account) => inText(BaseCursor, (page) => listBase(store, of, account, page)),
  summaries: (store, of, account) => inText(BaseCursor, (page) => listSummaries(store, of, account, page)),
  ascending: (store, of, account) =>
    inText(IndexCursor, (page) => listIndex(store, of, account, { ...page, ...used })),
  descending: (store, of, account) =>
    inText(IndexCursor, (page) => listIndex(store, of, account, { ...page, ...used, descending: true })),
  partitions: (store, of, account) =>
    inText(IndexCursor, (page) =>
      listPartitions(store, of, account, { ...page, index: 'byStatus', partitions }),
    ),
} satisfies Record<string, ListOf>;
const kind = fc.constantFrom(...(Object.keys(kinds) as (keyof typeof kinds)[]));

/** Pages to the end, with something done between any two. */
async function allPages(
  list: List,
  limit: number,
  between = async () => {},
  isWanted = (_key: string) => true,
): Promise<(readonly Shown[])[]> {
  const pages: (readonly Shown[])[] = [];
  let cursor: string | undefined;
  do {
    const page = await list({ limit, show: (item) => (isWanted(item.key) ? item : undefined) }, cursor);
    expect(page.items.length).toBeLessThanOrEqual(limit);
    pages.push(page.items);
    cursor = page.cursor;
    await between();
  } while (cursor !== undefined);
  return pages;
}

async function openCounter(
  store: EventStore,
  of: typeof counter,
  account: AccountId,
  key: string,
  total: number,
) {
  const context = () => contextFor(account);
  await execute(store, of, { key, command: { kind: 'open', label: key }, context: context() });
  await execute(store, of, { key, command: { kind: 'add', by: total }, context: context() });
}

const totals = fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 1, maxLength: 25 });

describe('a list over shards', () => {
  it('gives each thing once, in pages of any size, under any filter, with things added meanwhile or equal in order', async () => {
    await fc.assert(
      fc.asyncProperty(
        kind,
        totals,
        fc.array(fc.integer({ min: 1, max: 3 }), { maxLength: 6 }),
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 1, max: 11 }),
        fc.integer({ min: 1, max: 3 }),
        fc.nat(),
        async (name, existing, added, shards, limit, every, salt) => {
          const [memory, account, of] = [createInMemoryStore(), newAccount('list'), { ...counter, shards }];
          for (const [at, total] of existing.entries())
            await openCounter(memory, of, account, `k${at}`, total);
          const rank = (SK: string) => (Number(SK.replace(/\D/g, '')) * 7919 + salt) % 31;
          const store = withTiesInItsOwnOrder(memory, rank);
          const wanted = (key: string) => Number(key.replace(/\D/g, '')) % every === 0;
          const adding = [...added.entries()];
          const between = async () => {
            const next = adding.shift();
            if (next) await openCounter(memory, of, account, `added-${next[0]}`, next[1]);
          };
          const pages = await allPages(kinds[name](store, of, account), limit, between, wanted);
          const keys = pages.flat().map(({ key }) => key);
          expect(new Set(keys).size).toBe(keys.length);
          const expected = existing.map((_, at) => `k${at}`).filter(wanted);
          expect(keys.filter((key) => key.startsWith('k')).toSorted()).toEqual(expected.toSorted());
        },
      ),
      { numRuns: 300 },
    );
  });

  it.each(['ascending', 'descending'] as const)(
    'of an index is in %s order of its sort keys',
    async (name) => {
      await fc.assert(
        fc.asyncProperty(totals, fc.integer({ min: 1, max: 9 }), fc.nat(), async (existing, limit, salt) => {
          const [memory, account] = [createInMemoryStore(), newAccount('order')];
          for (const [at, total] of existing.entries())
            await openCounter(memory, counter, account, `k${at}`, total);
          const store = withTiesInItsOwnOrder(
            memory,
            (SK) => (Number(SK.replace(/\D/g, '')) * 7919 + salt) % 31,
          );
          const pages = await allPages(kinds[name](store, counter, account), limit);
          const found = pages.flat().map(({ key }) => existing[Number(key.slice(1))] ?? 0);
          const direction = name === 'descending' ? -1 : 1;
          expect(found).toEqual(existing.toSorted((a, b) => direction * (a - b)));
        }),
        { numRuns: 60 },
      );
    },
  );

  it('has a next page when, and only when, there is more, and no page is empty', async () => {
    await fc.assert(
      fc.asyncProperty(kind, totals, fc.integer({ min: 1, max: 30 }), async (name, existing, limit) => {
        const [store, account] = [createInMemoryStore(), newAccount('next')];
        for (const [at, total] of existing.entries())
          await openCounter(store, counter, account, `k${at}`, total);
        const pages = await allPages(kinds[name](store, counter, account), limit);
        for (const page of pages) expect(page.length).toBeGreaterThan(0);
        const isShort = (page: readonly unknown[]) => page.length < limit - Math.floor(limit / 8);
        expect(pages.slice(0, -1).filter(isShort)).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });
});
