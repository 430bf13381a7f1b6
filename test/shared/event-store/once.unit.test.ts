import { describe, expect, it } from 'vitest';
import { execute } from '#shared/aggregate/execute.ts';
import { streamOf } from '#shared/aggregate/stored-state.ts';
import type { EventStore } from '#shared/event-store/event-store.ts';
import { createInMemoryStore } from '#shared/event-store/in-memory.ts';
import { contextFor, counter, newAccount } from './counter.ts';

/** A process that dies at its n-th call of the store: before the call, or after it took effect. */
function dying(store: EventStore, at: number, when: 'before' | 'after'): EventStore {
  let calls = 0;
  const killed = async <T>(call: () => Promise<T>): Promise<T> => {
    calls += 1;
    if (calls === at && when === 'before') throw new Error('killed');
    const answer = await call();
    if (calls === at) throw new Error('killed');
    return answer;
  };
  return Object.assign(Object.create(store), {
    load: (stream: Parameters<EventStore['load']>[0]) => killed(() => store.load(stream)),
    write: (write: Parameters<EventStore['write']>[0]) => killed(() => store.write(write)),
    hasMark: (mark: Parameters<EventStore['hasMark']>[0]) => killed(() => store.hasMark(mark)),
  });
}

describe('an effect that is done once', () => {
  it('is done once, wherever its process dies, however often it comes again, and however much happens in between', async () => {
    for (const when of ['before', 'after'] as const) {
      for (const at of [1, 2, 3]) {
        const [store, account] = [createInMemoryStore(), newAccount('dying')];
        const add = (through: EventStore, id: string) =>
          execute(through, counter, {
            key: 'k',
            command: { kind: 'add', by: 1 },
            context: contextFor(account, id),
            once: true,
          });
        const opening = {
          key: 'k',
          command: { kind: 'open', label: 'k' },
          context: contextFor(account),
        } as const;
        await execute(store, counter, opening);
        await add(dying(store, at, when), 'the-event').catch(() => undefined);
        for (let other = 0; other < 40; other += 1) await add(store, `other-${other}`);
        for (let times = 0; times < 3; times += 1) await add(store, 'the-event');
        expect((await store.load(streamOf(counter, account, 'k')))?.data.total, `${when} ${at}`).toBe(41);
      }
    }
  });
});
