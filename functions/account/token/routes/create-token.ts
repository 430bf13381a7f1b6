import * as contracts from '#schemas/account/token/routes.ts';
import { route } from '#shared/http/route.ts';
import { derivedCommandId } from '#shared/identity.ts';
import { loggedCause } from '#shared/runtime/observability.ts';
import { limitingFailures, noteUse } from '../../api-key/credentials.ts';
import type { CommandsDeps } from '../../deps.ts';
import { issueToken } from '../token.ts';

export const createToken = route(contracts.createToken, async ({ body, request }, deps: CommandsDeps) => {
  const { store, signer, issuer, newId, observability } = deps;
  const { now, correlationId, causationId } = request;
  const proven = await limitingFailures(store, body, now);
  const { account, key } = proven;
  const context = {
    now,
    correlationId,
    causationId,
    commandId: derivedCommandId(request.commandId, 'note-use'),
  };
  const [{ token, expiresIn }] = await Promise.all([
    issueToken(signer, { issuer, account, key, now, tokenId: newId() }),
    // The use of a key is worth noting, but not worth refusing a token. A failure is logged, and the use is noted
    // with the next one.
    noteUse(store, proven, context).catch((error: unknown) => {
      observability.log.warn('use of a key not noted', { key_id: key.id, error: loggedCause(error) });
    }),
  ]);
  return { status: 200, body: { token, expiresIn, account } };
});
