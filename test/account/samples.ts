import type { AccountEvent } from '#schemas/account/account/events.ts';
import type { ApiKeyEvent } from '#schemas/account/api-key/events.ts';
import { apiKeyKey, makeApiKeyId } from '#schemas/account/api-key/state.ts';
import type { MembershipEvent } from '#schemas/account/membership/events.ts';
import type { Role } from '#schemas/account/roles.ts';
import { AccountId } from '#schemas/primitives.ts';

export const ACME = AccountId.parse('0b0f3f7e-6a1c-4c58-9a54-1a2b3c4d5e6f');
export const OTHER = AccountId.parse('9c1d2e3f-4a5b-4c6d-8e7f-0a1b2c3d4e5f');
export const ADA = 'ada@example.com';
export const BOB = 'bob@example.com';
export const NOON = '2026-01-05T12:00:00.000Z';
export const LATER = '2026-01-05T12:30:00.000Z';

export const created: AccountEvent = {
  type: 'AccountCreated',
  version: 1,
  data: { name: 'Acme', owner: ADA, created: NOON },
};
export const appointed = (email: string): AccountEvent => ({
  type: 'AdminAppointed',
  version: 1,
  data: { email },
});
export const dismissed = (email: string): AccountEvent => ({
  type: 'AdminDismissed',
  version: 1,
  data: { email },
});

export const added = (role: Role, at = NOON): MembershipEvent => ({
  type: 'MemberAdded',
  version: 1,
  data: { email: BOB, role, at },
});
export const changed = (previous: Role, role: Role, at = LATER): MembershipEvent => ({
  type: 'RoleChanged',
  version: 1,
  data: { email: BOB, role, previous, at },
});
export const removed = (role: Role, at = LATER): MembershipEvent => ({
  type: 'MemberRemoved',
  version: 1,
  data: { email: BOB, role, at },
});

export const KEY_ID = makeApiKeyId(ACME, '11111111-2222-4333-8444-555555555555');
export const KEY = apiKeyKey(KEY_ID);
export const VERIFIER = {
  salt: 'c2FsdHNhbHRzYWx0c2FsdA',
  hash: 'aGFzaGhhc2hoYXNoaGFzaGhhc2hoYXNoaGFzaGhhc2g',
};
export const EXPIRES = '2026-02-01T00:00:00.000Z';

export const keyCreated: ApiKeyEvent = {
  type: 'ApiKeyCreated',
  version: 1,
  data: {
    id: KEY_ID,
    name: 'nightly scan',
    user: ADA,
    role: 'analyst',
    created: NOON,
    expires: EXPIRES,
    verifier: VERIFIER,
  },
};
const keyEvent = <T extends 'ApiKeyUsed' | 'ApiKeyRevoked' | 'ApiKeyExpired'>(type: T, at: string) =>
  ({ type, version: 1, data: { id: KEY_ID, user: ADA, at } }) as const;
export const keyUsed = (at: string): ApiKeyEvent => keyEvent('ApiKeyUsed', at);
export const keyRevoked = (at: string): ApiKeyEvent => keyEvent('ApiKeyRevoked', at);
export const keyExpired = (at: string): ApiKeyEvent => keyEvent('ApiKeyExpired', at);
