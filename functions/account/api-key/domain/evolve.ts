import type { ApiKeyEvent } from '#schemas/account/api-key/events.ts';
import type { ApiKeyState } from '#schemas/account/api-key/state.ts';
import type { Instant } from '#schemas/primitives.ts';

export function evolve(state: ApiKeyState | undefined, event: ApiKeyEvent): ApiKeyState {
  if (event.type === 'ApiKeyCreated') return { ...event.data, status: 'active' };
  const current = state ?? uncreated(event.data);
  switch (event.type) {
    case 'ApiKeyRevoked':
      return { ...current, status: 'revoked' };
    case 'ApiKeyExpired':
      return { ...current, status: 'expired' };
    case 'ApiKeyUsed':
      return { ...current, lastUsed: event.data.at };
    default:
      return event satisfies never;
  }
}

/** The start of any event but the first, so that evolve is total. It opens nothing; decide never leads there. */
const uncreated = ({
  id,
  user,
  at,
}: Pick<ApiKeyState, 'id' | 'user'> & { readonly at: Instant }): ApiKeyState => ({
  id,
  name: '',
  user,
  role: 'readonly',
  status: 'expired',
  created: at,
  expires: at,
  verifier: { salt: '', hash: '' },
});
