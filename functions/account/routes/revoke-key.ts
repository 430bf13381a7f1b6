import { revokeKey as contract } from '../../../schemas/account/api.ts';
import { apiKeyKey } from '../../../schemas/account/api-key.ts';
import { execute } from '../../shared/aggregate/execute.ts';
import { commandContext } from '../../shared/http/request-context.ts';
import { route } from '../../shared/http/route.ts';
import type { CommandDeps } from '../deps.ts';
import { apiKey } from '../domain/api-key.ts';
import { apiKeyParam } from '../ids.ts';
import { written } from '../views.ts';

export const revokeKey = route(
  contract,
  async ({ params, caller, request }, { store }: Pick<CommandDeps, 'store'>) => {
    const outcome = await execute(store, apiKey, {
      key: apiKeyKey(apiKeyParam(params.id)),
      command: { kind: 'revoke', now: request.now },
      context: commandContext(caller, request),
      ...(request.ifMatch !== undefined && { expectedVersion: request.ifMatch }),
    });
    return { status: 200, body: written(outcome) };
  },
);
