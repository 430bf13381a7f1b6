import {
  type ApiKey,
  type ApiKeyId,
  MAX_KEY_DAYS,
  ApiKey as State,
  type Verifier,
} from '#schemas/account/api-key/state.ts';
import { type ApiKeyEvent, accountUpcasters, ApiKeyEvent as Events } from '#schemas/account/events.ts';
import { isAbove, type Role } from '#schemas/account/roles.ts';
import type { Email } from '#schemas/account/user/state.ts';
import { Refusal } from '#schemas/errors.ts';
import type { Instant } from '#schemas/primitives.ts';
import type { Aggregate } from '#shared/aggregate/aggregate.ts';

export interface CreateApiKey {
  readonly kind: 'create';
  readonly id: ApiKeyId;
  readonly name: string;
  readonly user: Email;
  readonly role: Role;
  /** What its maker is: no key leads above that. */
  readonly makerRole: Role;
  /** Absent: as late as is allowed. */
  readonly expires?: Instant;
  readonly verifier: Verifier;
  readonly now: Instant;
}

export type ApiKeyCommand =
  | CreateApiKey
  | { readonly kind: 'note-use'; readonly now: Instant }
  | { readonly kind: 'revoke'; readonly now: Instant }
  | { readonly kind: 'expire'; readonly now: Instant };

const HOUR_MS = 3_600_000;
const MAX_LIFE_MS = MAX_KEY_DAYS * 24 * HOUR_MS;

/** A credential for programs. It ends once: revoked by someone, or expired by itself. */
export const apiKey: Aggregate<ApiKey, ApiKeyCommand, ApiKeyEvent> = {
  type: 'ApiKey',
  service: 'account',
  prefix: 'KEY',
  shards: 2,
  state: State,
  stateVersion: 1,
  events: Events,
  upcasters: accountUpcasters,
  decide,
  evolve,
  index: (state) => ({
    byType: { partition: 'KEY', sort: `CREATED#${state.created}` },
    byStatus: { partition: `KEY#${state.status}`, sort: `CREATED#${state.created}` },
    ...(state.status === 'active' && { due: state.expires }),
    summary: {
      id: state.id,
      name: state.name,
      user: state.user,
      role: state.role,
      status: state.status,
      created: state.created,
      expires: state.expires,
      ...(state.lastUsed !== undefined && { lastUsed: state.lastUsed }),
    },
  }),
};

/** Whether a key opens anything at `now`. Its expiry counts from the moment it is reached, not from the sweep that notes it. */
export const isUsable = (key: Pick<ApiKey, 'status' | 'expires'>, now: Instant): boolean =>
  key.status === 'active' && now < key.expires;

function decide(command: ApiKeyCommand, state: ApiKey | undefined): readonly ApiKeyEvent[] {
  if (command.kind === 'create') {
    if (state) throw new Refusal('already-exists', 'There is such a key already.');
    return create(command);
  }
  if (!state) throw new Refusal('not-found', 'There is no such API key.');
  const data = { id: state.id, user: state.user, at: command.now };
  switch (command.kind) {
    case 'note-use':
      if (!isUsable(state, command.now) || wasUsedWithinAnHour(state, command.now)) return [];
      return [{ type: 'ApiKeyUsed', version: 1, data }];
    case 'revoke':
      return state.status === 'active' ? [{ type: 'ApiKeyRevoked', version: 1, data }] : [];
    case 'expire':
      if (state.status !== 'active' || isUsable(state, command.now)) return [];
      return [{ type: 'ApiKeyExpired', version: 1, data }];
    default:
      return command satisfies never;
  }
}

function create(command: CreateApiKey): readonly ApiKeyEvent[] {
  const { id, name, user, role, makerRole, verifier, now } = command;
  if (isAbove(role, makerRole)) {
    throw new Refusal(
      'forbidden',
      `A key cannot have a higher role than its maker, who is ${makerRole} here.`,
    );
  }
  const latest = instantAt(Date.parse(now) + MAX_LIFE_MS);
  const expires = command.expires ?? latest;
  if (expires <= now || expires > latest) {
    throw new Refusal('invalid', 'The key would end at a time that is not allowed.', {
      errors: [{ path: 'body.expires', message: `must be after ${now} and at most ${latest}` }],
    });
  }
  return [
    {
      type: 'ApiKeyCreated',
      version: 1,
      data: { id, name, user, role, created: now, expires, verifier },
    },
  ];
}

const instantAt = (ms: number): Instant => new Date(ms).toISOString();

const wasUsedWithinAnHour = ({ lastUsed }: ApiKey, now: Instant): boolean =>
  lastUsed !== undefined && Date.parse(now) - Date.parse(lastUsed) < HOUR_MS;

function evolve(state: ApiKey | undefined, event: ApiKeyEvent): ApiKey {
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

/** What an event starts from that is not the first, so that evolve is total. It opens nothing; decide never leads there. */
const uncreated = ({ id, user, at }: Pick<ApiKey, 'id' | 'user'> & { readonly at: Instant }): ApiKey => ({
  id,
  name: '',
  user,
  role: 'readonly',
  status: 'expired',
  created: at,
  expires: at,
  verifier: { salt: '', hash: '' },
});
