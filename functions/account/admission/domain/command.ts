import type { Email } from '#schemas/account/user/state.ts';
import type { AccountId } from '#schemas/primitives.ts';

export type AdmissionCommand = {
  readonly type: 'AdmitUser';
  readonly email: Email;
  readonly accountId: AccountId;
};
