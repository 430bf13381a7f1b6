import { createHash } from 'node:crypto';
import {
  API_KEY_KEY_PREFIX,
  ApiKeyId,
  type ApiKeyState,
  accountOfApiKey,
} from '#schemas/account/api-key/state.ts';
import { Refusal } from '#schemas/errors.ts';
import { limits } from '#schemas/limits.ts';
import type { AccountId, Instant } from '#schemas/primitives.ts';
import { USER_DIRECTORY } from '#schemas/reserved-accounts.ts';
import type { CommandContext } from '#shared/aggregate/command-context.ts';
import { execute } from '#shared/aggregate/execute.ts';
import { loadAggregate } from '#shared/aggregate/history.ts';
import type { EventStore } from '#shared/event-store/event-store.ts';
import { limitReached } from '#shared/limits/quota.ts';
import { plusSeconds } from '#shared/runtime/clock.ts';
import { actorOf } from '../user/domain/actor.ts';
import { ApiKey } from './domain/api-key.ts';
import { decide } from './domain/decide.ts';
import { isUsable } from './domain/usable.ts';
import { provesSecret } from './secret.ts';

export interface Credentials {
  readonly id: string;
  readonly secret: string;
}

export interface ProvenKey {
  readonly account: AccountId;
  readonly key: ApiKeyState;
}

/**
 * The key that the credentials are for: one consistent read. An unknown id, a wrong secret, a revoked key and an
 * expired key are refused alike, after the same read and the same hash. So neither the answer nor its time tells
 * which it was.
 */
async function prove(store: EventStore, { id, secret }: Credentials, now: Instant): Promise<ProvenKey> {
  const known = ApiKeyId.safeParse(id).data;
  const account = known && accountOfApiKey(known);
  // An id that names no account is looked up all the same, where no key ever is.
  const home = account ?? USER_DIRECTORY;
  const loaded = await loadAggregate(store, ApiKey, home, `${API_KEY_KEY_PREFIX}${id}`);
  const proven = provesSecret(secret, loaded?.state.verifier);
  if (!loaded || !proven || !isUsable(loaded.state, now)) throw invalidCredentials();
  return { account: home, key: loaded.state };
}

/**
 * Proves the credentials, and counts failures by the id that was given, whether there is such a key or not. What is
 * wrong beyond the limit is told to come later. The right secret is always taken: strangers who know an id must not
 * lock its owner out, and no number of guesses finds a secret of 256 bits.
 *
 * @throws Refusal `invalid-credentials` | `limit-reached`
 */
export async function limitingFailures(
  store: EventStore,
  credentials: Credentials,
  now: Instant,
): Promise<ProvenKey> {
  try {
    return await prove(store, credentials, now);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const counter = {
      accountId: USER_DIRECTORY,
      name: `failed-exchanges#${hashOf(credentials.id)}`,
      span: now.slice(0, MINUTE.length),
      expiresAt: plusSeconds(now, FAILURES_KEPT_S),
    };
    const counted = await store.counters.take(counter, 1, limits['failed-exchanges'].most);
    throw counted ? error : limitReached('failed-exchanges', 60 - Number(now.slice(17, 19)));
  }
}

const MINUTE = '2026-11-25T12:00';
const FAILURES_KEPT_S = 10 * 60;

/** An id is any text that a stranger sends: its hash has a fixed length. */
const hashOf = (id: string): string => createHash('sha256').update(id, 'utf8').digest('base64url');

const invalidCredentials = (): Refusal =>
  new Refusal('invalid-credentials', 'There is no usable API key with this id and secret.');

/** Notes that a key was used, at most once an hour. */
export async function noteUse(
  store: EventStore,
  { account, key }: ProvenKey,
  request: Pick<CommandContext, 'commandId' | 'correlationId' | 'causationId' | 'now'>,
): Promise<void> {
  const command = { type: 'NoteKeyUse' } as const;
  const actor = actorOf(key.user);
  // The state that was just read decides first: as a rule there is nothing to note, and nothing more to read.
  if (decide(command, key, { now: request.now, actor }).length === 0) return;
  await execute(store, ApiKey, {
    key: `${API_KEY_KEY_PREFIX}${key.id}`,
    command,
    context: {
      ...request,
      accountId: account,
      actor,
      credential: key.id,
      body: JSON.stringify(command),
    },
  });
}
