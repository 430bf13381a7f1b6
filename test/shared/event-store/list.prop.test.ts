import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { AccountId } from '#schemas/primitives.ts';
import { execute } from '#shared/aggregate/execute.ts';
import { type IndexCursor, type Listed, listBase, listIndex } from '#shared/aggregate/list.ts';
import type { EventStore, IndexedItem, IndexQuery } from '#shared/event-store/event-store.ts';
import { createInMemoryStore } from '#shared/event-store/in-memory.ts';
import { contextFor, counter, newAccount } from './counter.ts';

/**
 * A store whose index keeps things of one sort key in an order of its own. DynamoDB promises none among equals, and a page that put them into
 * another order than the one in which the store goes on gave some twice and lost others.
 */
function withTiesInItsOwnOrder(store: EventStore, rank: (SK: string) => number): EventStore {
  const queryIndex = async ({ after, limit, ...query }: IndexQuery): Promise<readonly IndexedItem[]> => {
    const all = await store.queryIndex({ ...query, limit: Number.MAX_SAFE_INTEGER });
    const sorts = [...new Set(all.map(({ position }) => position.sort))];
    const ordered = sorts.flatMap((sort) =>
      all
        .filter(({ position }) => position.sort === sort)
        .toSorted((a, b) => rank(a.position.SK) - rank(b.position.SK)),
    );
    const from = after ? ordered.findIndex(({ position }) => position.SK === after.SK) + 1 : 0;
    return ordered.slice(from, from + limit);
  };
  return Object.assign(Object.create(store), { queryIndex });
}

async function allPages(store: EventStore, account: AccountId, limit: number, descending: boolean) {
  const found: { key: string; total: number }[] = [];
  let cursor: IndexCursor | undefined;
  do {
    const page = await listIndex(store, counter, account, {
      index: 'byStatus',
      partition: 'STATUS#used',
      descending,
      limit,
      ...(cursor && { cursor }),
    });
    expect(page.items.length).toBeLessThanOrEqual(limit);
    found.push(...page.items.map(({ key, summary }) => ({ key, total: Number(summary.total) })));
    cursor = page.cursor;
  } while (cursor);
  return found;
}

describe('an index over shards', () => {
  test('gives each thing once, in order, in pages of any size, however the store orders equals', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 1, maxLength: 25 }),
        fc.integer({ min: 1, max: 9 }),
        fc.boolean(),
        fc.nat(),
        async (totals, limit, descending, salt) => {
          const [memory, account] = [createInMemoryStore(), newAccount('ties')];
          for (const [at, by] of totals.entries()) {
            const context = () => contextFor(account);
            await execute(memory, counter, {
              key: `k${at}`,
              command: { kind: 'open', label: `k${at}` },
              context: context(),
            });
            await execute(memory, counter, {
              key: `k${at}`,
              command: { kind: 'add', by },
              context: context(),
            });
          }
          const rank = (SK: string) => (Number(SK.slice('COUNTER#k'.length)) * 7919 + salt) % 31;
          const found = await allPages(withTiesInItsOwnOrder(memory, rank), account, limit, descending);
          expect(found.map(({ key }) => key).toSorted()).toEqual(totals.map((_, at) => `k${at}`).toSorted());
          const inOrder = totals.toSorted((a, b) => (descending ? b - a : a - b));
          expect(found.map(({ total }) => total)).toEqual(inOrder);
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('a list', () => {
  const opened = async (keys: readonly string[], shards: number) => {
    const [store, account] = [createInMemoryStore(), newAccount('list')];
    const aggregate = { ...counter, shards };
    for (const key of keys)
      await execute(store, aggregate, {
        key,
        command: { kind: 'open', label: key },
        context: contextFor(account),
      });
    return { store, account, aggregate };
  };

  test.each([1, 3])('has a next page when, and only when, there is more (shards: %i)', async (shards) => {
    const keys = Array.from({ length: 6 }, (_, at) => `k${at}`);
    const { store, account, aggregate } = await opened(keys, shards);
    for (const limit of [1, 2, 3, 5, 6, 7]) {
      const byKey: string[] = [];
      let [after, pages]: [string | undefined, number] = [undefined, 0];
      do {
        const page: Listed<{ key: string }, string> = await listBase(store, aggregate, account, {
          limit,
          ...(after !== undefined && { cursor: after }),
        });
        byKey.push(...page.items.map(({ key }) => key));
        [after, pages] = [page.cursor, pages + 1];
      } while (after !== undefined);
      expect(byKey).toEqual(keys);
      expect(pages).toBe(Math.ceil(keys.length / limit));
    }
  });

  test('gives things of one sort key by their keys, over all shards', async () => {
    const keys = Array.from({ length: 12 }, (_, at) => `k${String(at).padStart(2, '0')}`);
    const { store, account, aggregate } = await opened(keys, 3);
    const page = await listIndex(store, aggregate, account, {
      index: 'byStatus',
      partition: 'STATUS#empty',
      limit: 12,
    });
    expect(page.items.map(({ key }) => key)).toEqual(keys);
    expect(page.cursor).toBeUndefined();
  });
});
