import * as z from 'zod';
import { Role } from '#schemas/account/roles.ts';
import { Email } from '#schemas/account/user/state.ts';
import { defineEvent, type Upcasters } from '#schemas/event.ts';
import { Instant } from '#schemas/primitives.ts';

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

/** Neither the state nor an event has a second version yet. */
export const membershipUpcasters: Upcasters = {};
