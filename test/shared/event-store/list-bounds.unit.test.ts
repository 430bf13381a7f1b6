import { describe, expect, it } from 'vitest';
import { execute } from '#shared/aggregate/execute.ts';
import { listBase, listSummaries } from '#shared/aggregate/list-base.ts';
import { MAX_READ_BYTES } from '#shared/aggregate/page.ts';
import { streamOf } from '#shared/aggregate/stored-state.ts';
import type { EventStore, Stored } from '#shared/event-store/event-store.ts';
import { walk } from '#shared/relay/walk.ts';
import { countedStore } from '../../support/counted-store.ts';
import { contextFor, counter, newAccount } from './counter.ts';

/**
 * DynamoDB reads and bills whole items, whatever a projection or a filter leaves of them. A list that was bounded by
 * the number of its items alone read up to 1.4 GB for one request, and emptied the table's throughput for everybody.
 */

const account = newAccount('bounds');
const MB = 1024 * 1024;
/** Each shard may read one more page of DynamoDB when the bound is reached. */
const BOUND = MAX_READ_BYTES + counter.shards * 1.2 * MB;

/** Puts copies of one counter under keys of their own, each with so many bytes or as a stub. */
async function fill(store: EventStore, things: number, change: (tip: Stored, n: number) => Stored) {
  const command = { kind: 'open', label: 'k' } as const;
  await execute(store, counter, { key: 'k', command, context: contextFor(account) });
  const tip = (await store.load(streamOf(counter, account, 'k')))!;
  for (let n = 0; n < things; n += 1) {
    const stream = streamOf(counter, account, `k${n}`);
    await store.write({ stream, expectedVersion: 0, page: [], tip: change({ ...tip, key: stream.key }, n) });
  }
}

const PAD = 'x'.repeat(150_000);
const large = (tip: Stored): Stored => ({ ...tip, unknown: { Pad: PAD } });
const purged = ({ accountId, type, key, version }: Stored): Stored => ({
  ...{ accountId, type, key, version },
  purgedAt: '2026-11-25T10:00:00.000Z',
});

interface Page {
  readonly limit: number;
  readonly show: <Item extends { key: string }>(item: Item) => Item | undefined;
}
type Cursor = Parameters<typeof listBase>[3]['cursor'];
const kinds = {
  states: (store: EventStore, page: Page, cursor: Cursor) =>
    listBase(store, counter, account, { ...page, ...(cursor && { cursor }) }),
  summaries: (store: EventStore, page: Page, cursor: Cursor) =>
    listSummaries(store, counter, account, { ...page, ...(cursor && { cursor }) }),
};

describe.each(Object.keys(kinds) as (keyof typeof kinds)[])('a page of %s', (name) => {
  it.each([200, 1_000])(
    'of %i places reads a bounded number of bytes, shows nothing, and goes on to the only thing shown',
    async (limit) => {
      const { store, bytes } = countedStore();
      await fill(store, 300, large);
      const show: Page['show'] = (item) => (item.key === 'k7' ? item : undefined);
      const [shown, requests]: [string[], number[]] = [[], []];
      let cursor: Cursor;
      do {
        const before = bytes();
        const page = await kinds[name](store, { limit, show }, cursor);
        requests.push(bytes() - before);
        shown.push(...page.items.map(({ key }) => key));
        cursor = page.cursor;
      } while (cursor);
      expect(shown).toEqual(['k7']);
      expect(Math.max(...requests)).toBeLessThanOrEqual(BOUND);
      expect(requests.length).toBeGreaterThan(2);
    },
  );

  it('does not follow stubs of purged things to their end', async () => {
    const { store, reads } = countedStore();
    await fill(store, 6_000, purged);
    const shown: string[] = [];
    const requests: number[] = [];
    let cursor: Cursor;
    do {
      const before = reads();
      const page = await kinds[name](store, { limit: 10, show: (item) => item }, cursor);
      requests.push(reads() - before);
      shown.push(...page.items.map(({ key }) => key));
      cursor = page.cursor;
    } while (cursor);
    expect(shown).toEqual(['k']);
    expect(Math.max(...requests)).toBeLessThanOrEqual(1_100);
  });
});

it('a walk through an account says where it is also where it met nothing but stubs', async () => {
  const { store } = countedStore();
  await fill(store, 1_000, purged);
  const places = [{ prefix: counter.prefix, shards: counter.shards }];
  let [steps, things, cursor] = [0, 0, undefined as string | undefined];
  // Each run takes one step, as one whose time is over does.
  for (let isOver = false; !isOver; ) {
    const { value, done } = await walk(store, places, account, cursor).next();
    isOver = done === true;
    if (!value) continue;
    [steps, things, cursor] = [steps + 1, things + (value.thing ? 1 : 0), value.cursor];
  }
  expect(things).toBe(1);
  expect(steps).toBeGreaterThan(5);
});
