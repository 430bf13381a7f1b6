import * as z from 'zod';
import { Role } from '#schemas/account/roles.ts';
import { Email } from '#schemas/account/user/state.ts';
import { defineEvent, type Upcasters } from '#schemas/event.ts';
import { Instant } from '#schemas/primitives.ts';
import { ApiKeyId, ApiKeyName, Verifier } from './state.ts';

/**
 * The verifier is in the event, because the state is nothing but the fold of the events. It gives nothing away to readers of the bus:
 * it is a salted SHA-256 of 256 random bits, which cannot be guessed. No answer and no history of the API shows it.
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

/** Neither the state nor an event has a second version yet. */
export const apiKeyUpcasters: Upcasters = {};
