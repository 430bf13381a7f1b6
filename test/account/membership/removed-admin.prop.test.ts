import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EventStore } from '#shared/event-store/event-store.ts';
import { BOB } from '../samples.ts';
import { ATTEMPTS, type Attempt, ENDS, type End, rivals } from './rivals.ts';

const attempt = fc.constantFrom(...(Object.keys(ATTEMPTS) as Attempt[]));
const end = fc.constantFrom(...(Object.keys(ENDS) as End[]));

/** The same runs each time: a failure names the seed and the path that lead to it. */
const RUNS = { numRuns: 1000, seed: 20_260_105 };

/** The same store, each of whose answers comes when the scheduler lets it. */
const scheduled = (store: EventStore, scheduler: fc.Scheduler): EventStore =>
  new Proxy(store, {
    get(target, name) {
      const member = Reflect.get(target, name, target) as unknown;
      return typeof member === 'function' ? scheduler.scheduleFunction(member.bind(target)) : member;
    },
  });

/** The same store, but the writes check nothing beside the item that they write. */
const unguarded = (store: EventStore): EventStore =>
  new Proxy(store, {
    get(target, name) {
      if (name === 'write')
        return (write: Parameters<EventStore['write']>[0]) => store.write({ ...write, guards: [] });
      const member = Reflect.get(target, name, target) as unknown;
      return typeof member === 'function' ? member.bind(target) : member;
    },
  });

/** Ada ends what Bob may do while Bob, whom the authorizer has let in already, makes attempts of his own. */
const race = (store: (inner: EventStore) => EventStore = (inner) => inner) =>
  fc.asyncProperty(
    end,
    fc.array(attempt, { minLength: 1, maxLength: 3 }),
    fc.scheduler(),
    async (how, tries, scheduler) => {
      const { ada, bob, writes, acknowledge, admins } = await rivals((inner) =>
        scheduled(store(inner), scheduler),
      );
      const ended = ada(how).then((status) => {
        if (status === 200) acknowledge();
        return status;
      });
      const [status] = await scheduler.waitFor(Promise.all([ended, ...tries.map((one) => bob(one))]));
      expect(writes.filter(({ by, late }) => late && by === `user:${BOB}`)).toEqual([]);
      const left = await admins();
      if (status === 200 && how !== 'revoke') expect(left).not.toContain(BOB);
      expect(left).not.toEqual([]);
    },
  );

describe('a removed or demoted admin, or one whose key was revoked', () => {
  it('writes nothing any more once that is answered, in 1,000 races', async () => {
    await fc.assert(race(), RUNS);
  });

  it('would, if the write did not check the account and the key that it was decided on', async () => {
    const { failed } = await fc.check(race(unguarded), RUNS);
    expect(failed).toBe(true);
  });
});
