import { expect, it } from 'vitest';
import { execute } from '#shared/aggregate/execute.ts';
import { loadAggregate } from '#shared/aggregate/history.ts';
import type { EventStore, TipWrite } from '#shared/event-store/event-store.ts';
import { type CounterCommand, contextFor, counter, newAccount } from './counter.ts';

/** A store whose every write is sent twice, as the SDK does when the answer to the first is lost; `between` runs before the second. */
function sentTwice(store: EventStore, between: () => Promise<unknown> = async () => undefined): EventStore {
  return {
    writer: store.writer,
    pause: store.pause,
    counters: store.counters,
    load: (stream) => store.load(stream),
    hasMark: (mark) => store.hasMark(mark),
    putMark: (mark) => store.putMark(mark),
    loadAt: (address) => store.loadAt(address),
    stored: (stream) => store.stored(stream),
    expirePages: (stream, through, expiresAt) => store.expirePages(stream, through, expiresAt),
    paged: (stream, after, limit) => store.paged(stream, after, limit),
    queryIndex: (query) => store.queryIndex(query),
    queryBase: (query) => store.queryBase(query),
    querySummaries: (query) => store.querySummaries(query),
    due: (shard, until) => store.due(shard, until),
    write: async (write: TipWrite) => {
      await store.write(write);
      await between();
      return store.write(write);
    },
  };
}

/** What a write whose answer was lost is, whatever the store stands on. */
export function lostAnswerConformance(storeFor: () => EventStore): void {
  const world = () => {
    const [store, account] = [storeFor(), newAccount('lost-answers')];
    const run = (over: EventStore, command: CounterCommand) =>
      execute(over, counter, { key: 'k', command, context: contextFor(account) });
    const version = async () => (await loadAggregate(store, counter, account, 'k'))?.version;
    return { store, run, version };
  };
  const large: CounterCommand = { kind: 'add', by: 1, note: 'x'.repeat(3_000) };

  it('says that what was written is written, when its answer was lost and it was sent again', async () => {
    const { store, run, version } = world();
    const twice = sentTwice(store);
    const first = { replayed: false, changed: true };
    expect(await run(twice, { kind: 'open', label: 'k' })).toMatchObject({ version: 1, ...first });
    expect(await run(twice, { kind: 'add-each', each: [1, 2] })).toMatchObject({ version: 3, ...first });
    for (const next of [4, 5]) expect(await run(twice, large)).toMatchObject({ version: next, ...first });
    expect(await version()).toBe(5);
  });

  it('says so also where another write followed before it was sent again', async () => {
    const { store, run, version } = world();
    await run(store, { kind: 'open', label: 'k' });
    const followed = sentTwice(store, () => run(store, { kind: 'add', by: 5 }));
    expect(await run(followed, { kind: 'add', by: 1 })).toMatchObject({
      version: 2,
      state: { total: 6 },
      replayed: false,
    });
    expect(await version()).toBe(3);
  });

  it('never takes the write of another for its own, though it led to the same version', async () => {
    const { store, run, version } = world();
    await run(store, { kind: 'open', label: 'k' });
    let [raced, outcome]: [boolean, unknown] = [false, undefined];
    const faster: EventStore = {
      ...sentTwice(store),
      write: async (write) => {
        if (!raced) outcome = await run(store, { kind: 'add', by: 1 });
        raced = true;
        return store.write(write);
      },
    };
    expect(await run(faster, { kind: 'add', by: 1 })).toMatchObject({ version: 3 });
    expect(outcome).toMatchObject({ version: 2 });
    expect(await version()).toBe(3);
  });
}
