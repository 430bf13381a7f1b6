import * as z from 'zod';
import { AccountName } from '#schemas/account/account/state.ts';
import { ApiKeyId, ApiKeyName, Verifier } from '#schemas/account/api-key/state.ts';
import { Email } from '#schemas/account/user/state.ts';
import { defineEvent, type Upcasters } from '#schemas/event.ts';
import { AccountId, Instant } from '#schemas/primitives.ts';
import { Role } from './roles.ts';

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

export const UserRegisteredV1 = defineEvent(
  'UserRegistered',
  1,
  z.strictObject({ email: Email, created: Instant }),
);
export const UserEvent = z.discriminatedUnion('type', [UserRegisteredV1]);
export type UserEvent = z.infer<typeof UserEvent>;

export const UserAdmittedV1 = defineEvent(
  'UserAdmitted',
  1,
  z.strictObject({ email: Email, account: AccountId, created: Instant }),
);
export const AdmissionEvent = z.discriminatedUnion('type', [UserAdmittedV1]);
export type AdmissionEvent = z.infer<typeof AdmissionEvent>;

export const MemberAddedV1 = defineEvent(
  'MemberAdded',
  1,
  z.strictObject({ email: Email, role: Role, at: Instant }),
);
export const RoleChangedV1 = defineEvent(
  'RoleChanged',
  1,
  z.strictObject({ email: Email, role: Role, previous: Role, at: Instant }),
);
export const MemberRemovedV1 = defineEvent(
  'MemberRemoved',
  1,
  z.strictObject({ email: Email, role: Role, at: Instant }),
);
export const MembershipEvent = z.discriminatedUnion('type', [MemberAddedV1, RoleChangedV1, MemberRemovedV1]);
export type MembershipEvent = z.infer<typeof MembershipEvent>;

/**
 * The verifier is in the event, because the state is nothing but the fold of the events. It gives nothing away to those who read the bus:
 * it is a salted SHA-256 of 256 random bits, which no one can guess their way through. The API never shows it, not in a history either.
 */
export const ApiKeyCreatedV1 = defineEvent(
  'ApiKeyCreated',
  1,
  z.strictObject({
    id: ApiKeyId,
    name: ApiKeyName,
    user: Email,
    role: Role,
    created: Instant,
    expires: Instant,
    verifier: Verifier,
  }),
);
export const ApiKeyRevokedV1 = defineEvent(
  'ApiKeyRevoked',
  1,
  z.strictObject({ id: ApiKeyId, user: Email, at: Instant }),
);
export const ApiKeyExpiredV1 = defineEvent(
  'ApiKeyExpired',
  1,
  z.strictObject({ id: ApiKeyId, user: Email, at: Instant }),
);
/** At most one an hour for each key, so that not every token is a write. */
export const ApiKeyUsedV1 = defineEvent(
  'ApiKeyUsed',
  1,
  z.strictObject({ id: ApiKeyId, user: Email, at: Instant }),
);
export const ApiKeyEvent = z.discriminatedUnion('type', [
  ApiKeyCreatedV1,
  ApiKeyRevokedV1,
  ApiKeyExpiredV1,
  ApiKeyUsedV1,
]);
export type ApiKeyEvent = z.infer<typeof ApiKeyEvent>;

/** No event or state of this service has a second version yet. */
export const accountUpcasters: Upcasters = {};
