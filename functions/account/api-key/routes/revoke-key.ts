import * as contracts from '#schemas/account/api.ts';
import { apiKeyKey } from '#schemas/account/api-key/state.ts';
import { thingOf } from '#schemas/thing.ts';
import { execute } from '#shared/aggregate/execute.ts';
import { commandContext } from '#shared/http/request-context.ts';
import { route } from '#shared/http/route.ts';
import type { CommandsDeps } from '../../deps.ts';
import { apiKeyParam } from '../../ids.ts';
import { apiKey } from '../domain/api-key.ts';

export const revokeKey = route(
  contracts.revokeKey,
  async ({ params, caller, request }, { store }: Pick<CommandsDeps, 'store'>) => {
    const outcome = await execute(store, apiKey, {
      key: apiKeyKey(apiKeyParam(params.id)),
      command: { kind: 'revoke', now: request.now },
      context: commandContext(caller, request),
      ...(request.ifMatch !== undefined && { expectedVersion: request.ifMatch }),
    });
    return { status: 200, body: thingOf(outcome) };
  },
);
