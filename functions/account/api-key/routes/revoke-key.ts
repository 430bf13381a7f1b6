import * as contracts from '#schemas/account/api-key/routes.ts';
import { defined } from '#schemas/defined.ts';
import { thingOf } from '#schemas/thing.ts';
import { execute } from '#shared/aggregate/execute.ts';
import { reloading } from '#shared/aggregate/guards.ts';
import type { StoreDeps } from '#shared/http/commands-on.ts';
import { route } from '#shared/http/route.ts';
import { standingIn } from '../../account/standing.ts';
import { managementContext } from '../calling-key.ts';
import { ApiKey } from '../domain/api-key.ts';
import { apiKey } from '../target.ts';

export const revokeKey = route(
  contracts.revokeKey,
  async ({ params, caller, request }, { store }: StoreDeps) => {
    const key = apiKey.keyOf({ params, caller });
    const context = managementContext(caller, request);
    const outcome = await reloading(async () => {
      const { admins, guards } = await standingIn(store, context);
      return execute(store, ApiKey, {
        key,
        command: { type: 'RevokeApiKey', admins },
        context,
        // A key that revokes itself is checked by the write's own condition: a transaction names an item once.
        guards: guards.filter(({ stream }) => stream.key !== key),
        ...defined({ expectedVersion: request.ifMatch }),
      });
    });
    return { status: 200, body: thingOf(outcome) };
  },
);
