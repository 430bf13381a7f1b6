import { describe, expect, it } from 'vitest';
import { Email } from '#schemas/account/user/state.ts';
import { User } from '../../../functions/account/user/domain/user.ts';
import { DECIDING, given } from '../../kit/given.ts';
import { ADA, LATER, NOON } from '../samples.ts';

describe('a user', () => {
  const register = { type: 'RegisterUser', email: ADA } as const;
  const registered = { type: 'UserRegistered', version: 1, data: { email: ADA, created: NOON } } as const;

  it('is registered once', () => {
    given(User).when(register).thenHappens(registered);
    given(User, registered)
      .when(register, { ...DECIDING, now: LATER })
      .thenNothing();
  });
});

describe('an e-mail address', () => {
  it('has one spelling', () => {
    expect(Email.parse('Ada@Example.COM')).toBe(ADA);
  });

  it.each([
    '',
    'ada',
    'ada@',
    '@example.com',
    'a b@example.com',
    'ada@example.com#x',
    `${'a'.repeat(250)}@example.com`,
  ])('is not %j', (text) => {
    expect(Email.safeParse(text).success).toBe(false);
  });
});
