import { describe, expect, it } from 'vitest';
import { admissionKey, admissionPrefix } from '#schemas/account/admission/state.ts';
import { Email } from '#schemas/account/user/state.ts';
import { Admission } from '../../../functions/account/admission/domain/admission.ts';
import { DECIDING, given } from '../../kit/given.ts';
import { ACME, ADA, LATER, NOON } from '../samples.ts';

describe('an admission', () => {
  const admit = { type: 'AdmitUser', email: ADA, accountId: ACME } as const;
  const admitted = {
    type: 'UserAdmitted',
    version: 1,
    data: { email: ADA, account: ACME, created: NOON },
  } as const;

  it('of a user to an account is noted once', () => {
    given(Admission).when(admit).thenHappens(admitted);
    given(Admission, admitted)
      .when(admit, { ...DECIDING, now: LATER })
      .thenNothing();
  });

  it('is not found under the address that another one begins with', () => {
    expect(admissionKey(ADA, ACME).startsWith(admissionPrefix(ADA))).toBe(true);
    expect(admissionKey(Email.parse(`${ADA}.org`), ACME).startsWith(admissionPrefix(ADA))).toBe(false);
  });
});
