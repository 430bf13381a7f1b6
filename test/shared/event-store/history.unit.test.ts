import { describe, expect, it } from 'vitest';
import { execute } from '#shared/aggregate/execute.ts';
import { eventsAfter, type History, historyOf } from '#shared/aggregate/history.ts';
import { streamOf } from '#shared/aggregate/stored-state.ts';
import type { EventStore } from '#shared/event-store/event-store.ts';
import { createInMemoryStore } from '#shared/event-store/in-memory.ts';
import { contextFor, counter, newAccount } from './counter.ts';

/** What a Lambda function may answer, in characters. */
const MOST_ANSWERED = 6 * 1024 * 1024;

async function world(notes: readonly string[]) {
  const [store, account] = [createInMemoryStore(), newAccount('history')];
  const run = (command: Parameters<typeof counter.decide>[0]) =>
    execute(store, counter, { key: 'k', command, context: contextFor(account) });
  await run({ kind: 'open', label: 'k' });
  for (const note of notes) await run({ kind: 'add', by: 1, note });
  return { store, account, run };
}

describe('a history', () => {
  it('comes in pages that can be answered, however large its events are, and misses none', async () => {
    const { store, account } = await world(Array.from({ length: 60 }, () => '"'.repeat(100 * 1024)));
    const versions: number[] = [];
    let after: number | undefined = 0;
    while (after !== undefined) {
      const page: History | undefined = await historyOf(store, counter, account, 'k', { after, limit: 200 });
      expect(JSON.stringify(JSON.stringify(page?.events)).length).toBeLessThan(MOST_ANSWERED);
      versions.push(...(page?.events ?? []).map((event) => event.aggregate_version));
      after = page?.next;
    }
    expect(versions).toEqual(Array.from({ length: 61 }, (_, at) => at + 1));
  });

  it('has a page behind its end, which is empty and the last', async () => {
    const { store, account } = await world(['a']);
    expect(await historyOf(store, counter, account, 'k', { after: 2 })).toEqual({ events: [] });
    expect(await historyOf(store, counter, account, 'k', { after: 7 })).toEqual({ events: [] });
  });

  it('misses nothing and tells nothing twice when events move to a page between its two reads', async () => {
    const { store, account, run } = await world(Array.from({ length: 8 }, () => 'a'));
    const stream = streamOf(counter, account, 'k');
    const tip = (await store.load(stream))!;
    expect(tip.events.length).toBeLessThan(tip.version);
    for (let times = 0; times < 9; times += 1) await run({ kind: 'add', by: 1 });
    for (const after of [0, 3]) {
      for (const limit of [1, 2, 5, 6, 7, 100]) {
        const events = await eventsAfter(store, stream, tip, after, limit);
        const all = Array.from({ length: tip.version - after }, (_, at) => after + at + 1);
        expect(events.map((event) => event.aggregate_version)).toEqual(all.slice(0, limit));
      }
    }
  });

  it('asks for no page when the tip holds all that is wanted', async () => {
    const { store, account } = await world(['a', 'b', 'c', 'd', 'e', 'f']);
    const pageless: EventStore = Object.assign(Object.create(store), {
      load: store.load.bind(store),
      paged: () => Promise.reject(new Error('a page was read')),
    });
    const { version, events } = (await store.load(streamOf(counter, account, 'k')))!;
    const after = version - events.length;
    expect(after).toBeGreaterThan(0);
    expect((await historyOf(pageless, counter, account, 'k', { after }))?.events).toHaveLength(events.length);
    await expect(historyOf(pageless, counter, account, 'k', { after: after - 1 })).rejects.toThrow(
      'a page was',
    );
  });
});
