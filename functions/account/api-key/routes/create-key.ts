import * as contracts from '#schemas/account/api-key/routes.ts';
import { apiKeyKey, makeApiKeyId } from '#schemas/account/api-key/state.ts';
import { defined } from '#schemas/defined.ts';
import { Refusal } from '#schemas/errors.ts';
import { thingOf } from '#schemas/thing.ts';
import { execute } from '#shared/aggregate/execute.ts';
import { reloading } from '#shared/aggregate/guards.ts';
import { atBody } from '#shared/http/at-body.ts';
import { creationKey } from '#shared/http/request-context.ts';
import { route } from '#shared/http/route.ts';
import { derivedId } from '#shared/identity.ts';
import { standingIn } from '../../account/standing.ts';
import type { CommandsDeps } from '../../deps.ts';
import { assertRoomForKey } from '../../limits/standing-use.ts';
import { callingUser } from '../../user/calling-user.ts';
import { managementContext } from '../calling-key.ts';
import { ApiKey } from '../domain/api-key.ts';
import { newSecret } from '../secret.ts';

/**
 * The key acts for the caller and for nobody else. It opens every account of its user, so a key in another user's
 * name would lead an admin of one account into other accounts.
 */
export const createKey = route(contracts.createKey, async ({ body, caller, request }, deps: CommandsDeps) => {
  const { store, random } = deps;
  const user = callingUser(caller);
  const keyId = makeApiKeyId(
    caller.accountId,
    derivedId(caller.accountId, request.route, creationKey(request)),
  );
  const { secret, verifier } = newSecret(random);
  const context = managementContext(caller, request);
  await assertRoomForKey(store, context.accountId);
  const create = async () => {
    const { admins, ceiling, guards } = await standingIn(store, context);
    const { name, role = ceiling } = body;
    const expires = body.expires === undefined ? undefined : new Date(body.expires).toISOString();
    return execute(store, ApiKey, {
      key: apiKeyKey(keyId),
      command: {
        type: 'CreateApiKey',
        ...defined({ keyId, name, user, role, admins, ceiling, expires, verifier }),
      },
      context,
      assume: 'absent',
      guards,
    });
  };
  const outcome = await atBody(() => reloading(create));
  if (outcome.replayed || !outcome.state) {
    throw new Refusal('secret-shown-once', 'This key was made before, and its secret was shown then.');
  }
  return {
    status: 201,
    body: { ...thingOf(outcome), apiKey: { id: keyId, secret }, expires: outcome.state.expires },
  };
});
