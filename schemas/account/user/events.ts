import * as z from 'zod';
import { defineEvent, type Upcasters } from '#schemas/event.ts';
import { Instant } from '#schemas/primitives.ts';
import { Email } from './state.ts';

export const UserRegisteredV1 = defineEvent(
  'UserRegistered',
  1,
  z.strictObject({ email: Email, created: Instant }),
);

export const UserEvent = z.discriminatedUnion('type', [UserRegisteredV1]);
export type UserEvent = z.infer<typeof UserEvent>;

/** Neither the state nor an event has a second version yet. */
export const userUpcasters: Upcasters = {};
