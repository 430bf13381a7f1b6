import * as z from 'zod';
import { Email } from '#schemas/account/user/state.ts';
import { defineEvent, type Upcasters } from '#schemas/event.ts';
import { Instant } from '#schemas/primitives.ts';
import { AccountName } from './state.ts';

export const AccountCreatedV1 = defineEvent(
  'AccountCreated',
  1,
  z.strictObject({ name: AccountName, owner: Email, created: Instant }),
);
export const AccountRenamedV1 = defineEvent(
  'AccountRenamed',
  1,
  z.strictObject({ name: AccountName, previous: AccountName }),
);
export const AdminAppointedV1 = defineEvent('AdminAppointed', 1, z.strictObject({ email: Email }));
export const AdminDismissedV1 = defineEvent('AdminDismissed', 1, z.strictObject({ email: Email }));

export const AccountEvent = z.discriminatedUnion('type', [
  AccountCreatedV1,
  AccountRenamedV1,
  AdminAppointedV1,
  AdminDismissedV1,
]);
export type AccountEvent = z.infer<typeof AccountEvent>;

/** Neither the state nor an event has a second version yet. */
export const accountUpcasters: Upcasters = {};
