import { describe, expect, it } from 'vitest';
import { Actor } from '#schemas/primitives.ts';
import { effectiveRole } from '../../../functions/account/membership/domain/effective-role.ts';
import { Membership } from '../../../functions/account/membership/domain/membership.ts';
import { DECIDING, given } from '../../kit/given.ts';
import { ADA, added, BOB, changed, LATER, removed } from '../samples.ts';

const add = { type: 'AddMember', email: BOB, role: 'analyst', admins: [ADA] } as const;

const BY_ADA = { admins: [ADA], resigned: false };
const LATE = { ...DECIDING, now: LATER };

describe('someone who is no member', () => {
  it('is added', () => {
    given(Membership).when(add).thenHappens(added('analyst'));
  });

  it('has no role to change', () => {
    given(Membership)
      .when({ type: 'ChangeRole', role: 'admin', ...BY_ADA }, LATE)
      .thenRefused('not-found');
  });

  it('needs no removing', () => {
    given(Membership)
      .when({ type: 'RemoveMember', ...BY_ADA }, LATE)
      .thenNothing();
  });
});

describe('a member', () => {
  it('is not added twice', () => {
    given(Membership, added('analyst')).when(add).thenRefused('already-exists');
  });

  it('gets another role', () => {
    given(Membership, added('analyst'))
      .when({ type: 'ChangeRole', role: 'readonly', ...BY_ADA }, LATE)
      .thenHappens(changed('analyst', 'readonly'));
  });

  it('keeps a role without an event', () => {
    given(Membership, added('analyst'))
      .when({ type: 'ChangeRole', role: 'analyst', ...BY_ADA }, LATE)
      .thenNothing();
  });

  it('is removed', () => {
    given(Membership, added('readonly'))
      .when({ type: 'RemoveMember', ...BY_ADA }, LATE)
      .thenHappens(removed('readonly'));
  });
});

describe('someone who was a member', () => {
  const history = [added('admin'), removed('admin')] as const;

  it('can be added again, and counts from then on', () => {
    given(Membership, ...history)
      .when(add, LATE)
      .thenHappens(added('analyst', LATER));
    expect(given(Membership, ...history, added('analyst', LATER)).state).toEqual({
      email: BOB,
      role: 'analyst',
      status: 'active',
      created: LATER,
      updated: LATER,
    });
  });

  it('has no role to change', () => {
    given(Membership, ...history)
      .when({ type: 'ChangeRole', role: 'analyst', ...BY_ADA }, LATE)
      .thenRefused('not-found');
  });

  it('is in no list of members', () => {
    const state = given(Membership, ...history).state;
    expect(state && Membership.index(state).byStatus?.partition).toBe('MEMBER#removed');
  });
});

describe('a membership', () => {
  const by = (actor: string) => ({ ...LATE, actor: Actor.parse(actor) });
  const lowering = [
    { type: 'ChangeRole', role: 'readonly', ...BY_ADA },
    { type: 'RemoveMember', ...BY_ADA },
  ] as const;

  it.each([`user:${BOB}`, 'user:cat@example.com', 'service:account', 'key:x'])(
    'is not changed by %s, who is no admin of the account in that version',
    (actor) => {
      for (const command of lowering) {
        given(Membership, added('admin')).when(command, by(actor)).thenRefused('forbidden');
      }
      given(Membership).when(add, by(actor)).thenRefused('forbidden');
    },
  );

  it('is changed by an operator that IAM let in', () => {
    given(Membership)
      .when(add, { ...DECIDING, actor: Actor.parse('operator:x') })
      .thenHappens(added('analyst'));
  });

  it('is lowered by its own member where this very request has taken them off the list of admins', () => {
    const resigned = { type: 'RemoveMember', admins: [ADA], resigned: true } as const;
    given(Membership, added('admin'))
      .when(resigned, by(`user:${BOB}`))
      .thenHappens(removed('admin'));
    given(Membership, added('admin')).when(resigned, by('user:cat@example.com')).thenRefused('forbidden');
  });
});

describe('the role of a user in an account', () => {
  const of = { admins: [ADA] };

  it.each([
    { who: ADA, as: { role: 'admin', status: 'active' }, is: 'admin' },
    { who: ADA, as: { role: 'analyst', status: 'active' }, is: 'admin', why: 'the list of admins decides' },
    { who: ADA, as: undefined, is: 'admin', why: 'the list of admins decides' },
    { who: BOB, as: { role: 'analyst', status: 'active' }, is: 'analyst' },
    { who: BOB, as: { role: 'readonly', status: 'active' }, is: 'readonly' },
    { who: BOB, as: { role: 'admin', status: 'active' }, is: 'analyst', why: 'not in the list' },
    { who: BOB, as: { role: 'admin', status: 'removed' }, is: undefined },
    { who: BOB, as: undefined, is: undefined },
  ] as const)('$who with $as is $is', ({ who, as, is }) => {
    expect(effectiveRole(who, of, as)).toBe(is);
  });
});
