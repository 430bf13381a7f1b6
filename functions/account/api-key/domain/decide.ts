import type { ApiKeyEvent } from '#schemas/account/api-key/events.ts';
import { type ApiKeyState, MAX_KEY_DAYS } from '#schemas/account/api-key/state.ts';
import { isAbove } from '#schemas/account/roles.ts';
import { Refusal } from '#schemas/errors.ts';
import type { Instant } from '#schemas/primitives.ts';
import type { Deciding } from '#shared/aggregate/aggregate.ts';
import { assertManages } from '../../account/domain/manages.ts';
import type { ApiKeyCommand, CreateApiKey } from './command.ts';
import { isUsable } from './usable.ts';

const HOUR_MS = 3_600_000;
const MAX_LIFE_MS = MAX_KEY_DAYS * 24 * HOUR_MS;

export function decide(
  command: ApiKeyCommand,
  state: ApiKeyState | undefined,
  deciding: Deciding,
): readonly ApiKeyEvent[] {
  const { now } = deciding;
  if (command.type === 'CreateApiKey') {
    assertManages(deciding, command.admins);
    if (state) throw new Refusal('already-exists', 'There is such a key already.');
    return create(command, now);
  }
  if (!state) throw new Refusal('not-found', 'There is no such API key.');
  const data = { id: state.id, user: state.user, at: now };
  switch (command.type) {
    case 'NoteKeyUse':
      if (!isUsable(state, now) || wasUsedWithinAnHour(state, now)) return [];
      return [{ type: 'ApiKeyUsed', version: 1, data }];
    case 'RevokeApiKey':
      assertManages(deciding, command.admins);
      return state.status === 'active' ? [{ type: 'ApiKeyRevoked', version: 1, data }] : [];
    case 'ExpireApiKey':
      if (state.status !== 'active' || isUsable(state, now)) return [];
      return [{ type: 'ApiKeyExpired', version: 1, data }];
    default:
      return command satisfies never;
  }
}

function create(command: CreateApiKey, now: Instant): readonly ApiKeyEvent[] {
  const { keyId, name, user, role, ceiling, verifier } = command;
  if (isAbove(role, ceiling)) {
    throw new Refusal('forbidden', `A key cannot have a higher role than the key that makes it: ${ceiling}.`);
  }
  const latest = instantAt(Date.parse(now) + MAX_LIFE_MS);
  const expires = command.expires ?? latest;
  if (expires <= now || expires > latest) {
    throw new Refusal('invalid', 'The key would end at a time that is not allowed.', {
      errors: [{ path: 'expires', message: `must be after ${now} and at most ${latest}` }],
    });
  }
  const data = { id: keyId, name, user, role, created: now, expires, verifier };
  return [{ type: 'ApiKeyCreated', version: 1, data }];
}

const instantAt = (ms: number): Instant => new Date(ms).toISOString();

const wasUsedWithinAnHour = ({ lastUsed }: ApiKeyState, now: Instant): boolean =>
  lastUsed !== undefined && Date.parse(now) - Date.parse(lastUsed) < HOUR_MS;
