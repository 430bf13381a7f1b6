import { accountKey } from '#schemas/account/account/state.ts';
import * as contracts from '#schemas/account/api.ts';
import { thingOf } from '#schemas/thing.ts';
import { execute } from '#shared/aggregate/execute.ts';
import { commandContext } from '#shared/http/request-context.ts';
import { route } from '#shared/http/route.ts';
import type { CommandsDeps } from '../../deps.ts';
import { account } from '../domain/account.ts';

export const updateAccount = route(
  contracts.updateAccount,
  async ({ body, caller, request }, { store }: Pick<CommandsDeps, 'store'>) => {
    const outcome = await execute(store, account, {
      key: accountKey(caller.accountId),
      command: { kind: 'rename', name: body.name },
      context: commandContext(caller, request),
      ...(request.ifMatch !== undefined && { expectedVersion: request.ifMatch }),
    });
    return { status: 200, body: thingOf(outcome) };
  },
);
