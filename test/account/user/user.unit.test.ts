import { describe, expect, it } from 'vitest';
import { admissionKey, admissionPrefix, Email } from '#schemas/account/user/state.ts';
import { admission, user } from '../../../functions/account/user/domain/user.ts';
import { given } from '../given.ts';
import { ACME, ADA, LATER, NOON } from '../samples.ts';

describe('a user', () => {
  const register = { kind: 'register', email: ADA, now: NOON } as const;
  const registered = { type: 'UserRegistered', version: 1, data: { email: ADA, created: NOON } } as const;

  it('is registered once', () => {
    given(user).when(register).thenHappens(registered);
    given(user, registered)
      .when({ ...register, now: LATER })
      .thenNothing();
  });

  it('is let in to an account once', () => {
    const admit = { kind: 'admit', email: ADA, account: ACME, now: NOON } as const;
    const admitted = {
      type: 'UserAdmitted',
      version: 1,
      data: { email: ADA, account: ACME, created: NOON },
    } as const;
    given(admission).when(admit).thenHappens(admitted);
    given(admission, admitted)
      .when({ ...admit, now: LATER })
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

  it('is not the beginning of another user’s admissions', () => {
    expect(admissionKey(ADA, ACME).startsWith(admissionPrefix(ADA))).toBe(true);
    expect(admissionKey(Email.parse(`${ADA}.org`), ACME).startsWith(admissionPrefix(ADA))).toBe(false);
  });
});
