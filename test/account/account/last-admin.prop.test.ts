import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { accountKey } from '#schemas/account/account/state.ts';
import { memberKey } from '#schemas/account/membership/state.ts';
import { Role } from '#schemas/account/roles.ts';
import { GuardLost, Refusal, VersionConflict } from '#schemas/errors.ts';
import { Actor, CommandId, CorrelationId } from '#schemas/primitives.ts';
import type { CommandContext } from '#shared/aggregate/command-context.ts';
import { execute } from '#shared/aggregate/execute.ts';
import { loadAggregate } from '#shared/aggregate/history.ts';
import type { EventStore } from '#shared/event-store/event-store.ts';
import { createInMemoryStore } from '#shared/event-store/in-memory.ts';
import { Account } from '../../../functions/account/account/domain/account.ts';
import { effectiveRole } from '../../../functions/account/membership/domain/effective-role.ts';
import { Membership } from '../../../functions/account/membership/domain/membership.ts';
import {
  addMembership,
  changeMembership,
  removeMembership,
} from '../../../functions/account/membership/members.ts';
import { ACME, ADA, NOON } from '../samples.ts';

const PEOPLE = [ADA, 'bob@example.com', 'cat@example.com'] as const;

const contextOf = (id: string): CommandContext => ({
  accountId: ACME,
  actor: Actor.parse('operator:test'),
  commandId: CommandId.parse(id),
  body: id,
  correlationId: CorrelationId.parse(id),
  causationId: id,
  now: NOON,
});

/** An account in which all are admins. */
async function allAdmins(): Promise<EventStore> {
  const store = createInMemoryStore();
  const command = { type: 'CreateAccount', name: 'Acme', owner: ADA } as const;
  await execute(store, Account, { key: accountKey(ACME), command, context: contextOf('create') });
  for (const email of PEOPLE) await addMembership(store, { email, role: 'admin' }, contextOf(`add-${email}`));
  return store;
}

const membersIn = (store: EventStore) =>
  Promise.all(
    PEOPLE.map(async (email) => {
      const of = await loadAggregate(store, Account, ACME, accountKey(ACME));
      const as = await loadAggregate(store, Membership, ACME, memberKey(email));
      const recorded = as?.state.status === 'active' ? as.state.role : undefined;
      return { email, recorded, effective: effectiveRole(email, of?.state ?? { admins: [] }, as?.state) };
    }),
  );

const adminsIn = async (store: EventStore) =>
  (await membersIn(store)).filter(({ effective }) => effective === 'admin').map(({ email }) => email);

const change = fc.record({
  email: fc.constantFrom(...PEOPLE),
  to: fc.constantFrom(...Role.options, 'removed' as const, 'added' as const),
});
type Change = typeof change extends fc.Arbitrary<infer T> ? T : never;

const perform = (store: EventStore, { email, to }: Change, context: CommandContext) => {
  switch (to) {
    case 'removed':
      return removeMembership(store, email, context);
    case 'added':
      return addMembership(store, { email, role: 'admin' }, context);
    default:
      return changeMembership(store, { email, role: to }, context);
  }
};

/** What a caller may be told; anything else is a defect. */
const expected = (error: unknown) =>
  error instanceof Refusal || error instanceof VersionConflict || error instanceof GuardLost;

/** The same store, each of whose answers comes when the scheduler lets it. */
const scheduled = (store: EventStore, scheduler: fc.Scheduler): EventStore =>
  new Proxy(store, {
    get(target, name) {
      const member = Reflect.get(target, name, target) as unknown;
      return typeof member === 'function' ? scheduler.scheduleFunction(member.bind(target)) : member;
    },
  });

describe('an account', () => {
  it('has an admin at every moment, however changes of its members race', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(change, { minLength: 2, maxLength: 4 }),
        fc.scheduler(),
        async (changes, scheduler) => {
          const store = await allAdmins();
          const racing = scheduled(store, scheduler);
          const outcomes = Promise.allSettled(
            changes.map((one, n) => perform(racing, one, contextOf(`race-${n}`))),
          );
          while (scheduler.count() > 0) {
            await scheduler.waitOne();
            expect(await adminsIn(store)).not.toEqual([]);
          }
          for (const outcome of await outcomes) {
            if (outcome.status === 'rejected') expect(outcome.reason).toSatisfy(expected);
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  /**
   * An admin by the list alone is a member whom no list of members shows. Whoever adds somebody while another puts them out again
   * would leave one behind, who gets in with a key that everybody takes for useless.
   */
  it('has no admin whose membership says less, once changes that raced are done', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(change, { minLength: 2, maxLength: 4 }),
        fc.boolean(),
        fc.scheduler(),
        async (changes, crowded, scheduler) => {
          const store = await allAdmins();
          if (!crowded) await removeMembership(store, PEOPLE[1], contextOf('not-there'));
          const racing = scheduled(store, scheduler);
          await scheduler.waitFor(
            Promise.allSettled(changes.map((one, n) => perform(racing, one, contextOf(`race-${n}`)))),
          );
          const admins = (await membersIn(store)).filter(({ effective }) => effective === 'admin');
          // An account without an admin would be worse than one whose last admin was to be none.
          if (admins.length === 1) return;
          for (const { recorded } of admins) expect(recorded).toBe('admin');
        },
      ),
      { numRuns: 300 },
    );
  });

  it('keeps exactly one when all put out each other at once, and refuses one of them', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), async (scheduler) => {
        const store = await allAdmins();
        const racing = scheduled(store, scheduler);
        const outcomes = Promise.allSettled(
          PEOPLE.map((email) => removeMembership(racing, email, contextOf(`out-${email}`))),
        );
        const refused = (await scheduler.waitFor(outcomes)).filter(({ status }) => status === 'rejected');
        expect(refused).toMatchObject([{ reason: { code: 'last-admin' } }]);
        expect(await adminsIn(store)).toHaveLength(1);
      }),
      { numRuns: 60 },
    );
  });

  it('comes to the same after a crash at any write and a repeat, and has an admin in between', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(change, { minLength: 1, maxLength: 6 }),
        fc.nat({ max: 12 }),
        async (changes, at) => {
          const smooth = await allAdmins();
          for (const [n, one] of changes.entries())
            await perform(smooth, one, contextOf(`c-${n}`)).catch(ignoreRefusal);
          const store = await allAdmins();
          const write = store.write.bind(store);
          let writes = 0;
          store.write = (next) => {
            writes += 1;
            return writes === at ? Promise.reject(new Error('crash')) : write(next);
          };
          for (const [n, one] of changes.entries()) {
            const attempt = () => perform(store, one, contextOf(`c-${n}`));
            await attempt().catch(async (error: unknown) => {
              expect(await adminsIn(store)).not.toEqual([]);
              return error instanceof Error && error.message === 'crash'
                ? attempt().catch(ignoreRefusal)
                : ignoreRefusal(error);
            });
          }
          expect(await membersIn(store)).toEqual(await membersIn(smooth));
        },
      ),
      { numRuns: 60 },
    );
  });

  it('records the roles of its members, when nobody races and nothing crashes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(change, { maxLength: 8 }), async (changes) => {
        const store = await allAdmins();
        for (const [n, one] of changes.entries())
          await perform(store, one, contextOf(`c-${n}`)).catch(ignoreRefusal);
        for (const { recorded, effective } of await membersIn(store)) expect(recorded).toBe(effective);
      }),
    );
  });
});

function ignoreRefusal(error: unknown): void {
  if (!expected(error)) throw error;
}
