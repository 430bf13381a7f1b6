import { describe, expect, it } from 'vitest';
import { effectiveRole, membership } from '../../../functions/account/membership/domain/membership.ts';
import { given } from '../given.ts';
import { ADA, added, BOB, changed, LATER, NOON, removed } from '../samples.ts';

const add = { kind: 'add', email: BOB, role: 'analyst', now: NOON } as const;

describe('someone who is no member', () => {
  it('is added', () => {
    given(membership).when(add).thenHappens(added('analyst'));
  });

  it('has no role to change', () => {
    given(membership).when({ kind: 'change-role', role: 'admin', now: LATER }).thenRefused('not-found');
  });

  it('needs no removing', () => {
    given(membership).when({ kind: 'remove', now: LATER }).thenNothing();
  });
});

describe('a member', () => {
  it('is not added twice', () => {
    given(membership, added('analyst')).when(add).thenRefused('already-exists');
  });

  it('gets another role', () => {
    given(membership, added('analyst'))
      .when({ kind: 'change-role', role: 'readonly', now: LATER })
      .thenHappens(changed('analyst', 'readonly'));
  });

  it('keeps a role without an event', () => {
    given(membership, added('analyst'))
      .when({ kind: 'change-role', role: 'analyst', now: LATER })
      .thenNothing();
  });

  it('is removed', () => {
    given(membership, added('readonly'))
      .when({ kind: 'remove', now: LATER })
      .thenHappens(removed('readonly'));
  });
});

describe('someone who was a member', () => {
  const history = [added('admin'), removed('admin')] as const;

  it('can be added again, and counts from then on', () => {
    const again = { ...add, now: LATER };
    given(membership, ...history)
      .when(again)
      .thenHappens(added('analyst', LATER));
    expect(given(membership, ...history, added('analyst', LATER)).state).toEqual({
      email: BOB,
      role: 'analyst',
      status: 'active',
      created: LATER,
      updated: LATER,
    });
  });

  it('has no role to change', () => {
    given(membership, ...history)
      .when({ kind: 'change-role', role: 'analyst', now: LATER })
      .thenRefused('not-found');
  });

  it('is in no list of members', () => {
    const state = given(membership, ...history).state;
    expect(state && membership.index(state).byStatus?.partition).toBe('MEMBER#removed');
  });
});

describe('what someone is in an account', () => {
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
