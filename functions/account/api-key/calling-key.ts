import { ApiKeyId, accountOfApiKey, apiKeyKey } from '#schemas/account/api-key/state.ts';
import type { Role } from '#schemas/account/roles.ts';
import { defined } from '#schemas/defined.ts';
import { Refusal, TransientFailure } from '#schemas/errors.ts';
import type { CommandContext } from '#shared/aggregate/command-context.ts';
import { loadGuarded } from '#shared/aggregate/guards.ts';
import type { EventStore, Guard } from '#shared/event-store/event-store.ts';
import type { Caller } from '#shared/http/caller.ts';
import { commandContext, type RequestContext } from '#shared/http/request-context.ts';
import { userIn } from '../user/domain/actor.ts';
import { ApiKey } from './domain/api-key.ts';
import { isUsable } from './domain/usable.ts';

/** The context of a command that manages an account. A user's names the API key that the request was made with. */
export interface ManagementContext extends CommandContext {
  readonly keyId?: ApiKeyId;
}

export const managementContext = (caller: Caller, request: RequestContext): ManagementContext =>
  defined({ ...commandContext(caller, request), keyId: ApiKeyId.safeParse(caller.keyId).data });

export interface CallingKey {
  /** The role that the key leaves its user. */
  readonly ceiling: Role;
  /** The guard that the key is unchanged; the write checks it. */
  readonly guards: readonly Guard[];
}

/**
 * The key behind a request as it is now: a key that ended since the request was let in changes nothing any more. An operator comes by IAM
 * and has no key.
 *
 * @throws Refusal `unauthenticated`: the key was revoked, has expired, or is not the actor's
 * @throws TransientFailure `unknown-credential`: the authorizer did not name the key, as it is of an older deployment
 */
export async function callingKey(
  store: EventStore,
  { actor, keyId, now }: ManagementContext,
): Promise<CallingKey> {
  const user = userIn(actor);
  if (user === undefined) return { ceiling: 'admin', guards: [] };
  const home = keyId && accountOfApiKey(keyId);
  if (!home) throw new TransientFailure('unknown-credential', 'the authorizer named no key for this request');
  const { state, guard } = await loadGuarded(store, ApiKey, home, apiKeyKey(keyId));
  if (!state || state.user !== user || !isUsable(state, now)) {
    throw new Refusal('unauthenticated', 'The API key behind this token has ended.');
  }
  return { ceiling: state.role, guards: [guard] };
}
