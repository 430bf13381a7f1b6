import { describe, expect, it } from 'vitest';
import { execute } from '#shared/aggregate/execute.ts';
import { streamOf } from '#shared/aggregate/stored-state.ts';
import type { EventStore } from '#shared/event-store/event-store.ts';
import { type CounterCommand, contextFor, counter, newAccount } from './counter.ts';

/** What `once` promises, whatever the store stands on. */
export function onceConformance(storeFor: () => EventStore): void {
  describe('a command that is done once', () => {
    const world = async () => {
      const [store, account] = [storeFor(), newAccount('once')];
      const run = (command: CounterCommand, id: string, once = true) =>
        execute(store, counter, { key: 'k', command, context: contextFor(account, id), once });
      await run({ kind: 'open', label: 'k' }, 'open');
      const total = async () => (await store.load(streamOf(counter, account, 'k')))?.data.total;
      return { store, run, total };
    };

    it('counts each of 40 events on one thing once, though each is delivered 3 times, long after the last 32', async () => {
      const { run, total } = await world();
      for (let times = 0; times < 3; times += 1)
        for (let event = 0; event < 40; event += 1) await run({ kind: 'add', by: 1 }, `event-${event}`);
      expect(await total()).toBe(40);
    });

    it('says of a repeat that it was done before', async () => {
      const { run, total } = await world();
      await run({ kind: 'add', by: 1 }, 'first');
      for (let event = 0; event < 33; event += 1) await run({ kind: 'add', by: 1 }, `event-${event}`);
      expect(await run({ kind: 'add', by: 1 }, 'first')).toMatchObject({ changed: false, replayed: true });
      expect(await run({ kind: 'open', label: 'k' }, 'open')).toMatchObject({
        changed: false,
        replayed: true,
      });
      await expect(run({ kind: 'open', label: 'k' }, 'other')).rejects.toMatchObject({
        code: 'already-exists',
      });
      expect(await total()).toBe(34);
    });

    // The first delivery found nothing to do, so that nothing was noted, and a duplicate a day later was carried out.
    it('does nothing where the first time there was nothing to do, whatever has happened since', async () => {
      const [store, account] = [storeFor(), newAccount('once-nothing')];
      let active = false;
      const toggled: typeof counter = {
        ...counter,
        decide: (command, ...rest) =>
          command.kind === 'add' && !active ? [] : counter.decide(command, ...rest),
      };
      const run = (command: CounterCommand, id: string, once: boolean) =>
        execute(store, toggled, { key: 'k', command, context: contextFor(account, id), once });
      await run({ kind: 'open', label: 'k' }, 'open', false);
      expect(await run({ kind: 'add', by: 1 }, 'event', true)).toMatchObject({
        changed: false,
        replayed: false,
      });
      expect(await run({ kind: 'add', by: 1 }, 'event', true)).toMatchObject({
        changed: false,
        replayed: true,
      });
      active = true;
      expect(await run({ kind: 'add', by: 1 }, 'event', true)).toMatchObject({
        changed: false,
        replayed: true,
      });
      expect(await run({ kind: 'add', by: 1 }, 'other', true)).toMatchObject({ changed: true });
      expect((await store.load(streamOf(counter, account, 'k')))?.data.total).toBe(1);
    });

    it('counts once where many deliveries of one event race', async () => {
      const { run, total } = await world();
      await Promise.allSettled(Array.from({ length: 8 }, () => run({ kind: 'add', by: 1 }, 'same')));
      await run({ kind: 'add', by: 1 }, 'same');
      expect(await total()).toBe(1);
    });
  });
}
