import * as z from 'zod';
import { Email } from '#schemas/account/user/state.ts';
import { defineEvent, type Upcasters } from '#schemas/event.ts';
import { AccountId, Instant } from '#schemas/primitives.ts';

export const UserAdmittedV1 = defineEvent(
  'UserAdmitted',
  1,
  z.strictObject({ email: Email, account: AccountId, created: Instant }),
);

export const AdmissionEvent = z.discriminatedUnion('type', [UserAdmittedV1]);
export type AdmissionEvent = z.infer<typeof AdmissionEvent>;

/** Neither the state nor an event has a second version yet. */
export const admissionUpcasters: Upcasters = {};
