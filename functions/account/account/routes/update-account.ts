import * as contracts from '#schemas/account/account/routes.ts';
import { accountKey } from '#schemas/account/account/state.ts';
import { defined } from '#schemas/defined.ts';
import { thingOf } from '#schemas/thing.ts';
import { execute } from '#shared/aggregate/execute.ts';
import { reloading } from '#shared/aggregate/guards.ts';
import type { StoreDeps } from '#shared/http/commands-on.ts';
import { route } from '#shared/http/route.ts';
import { callingKey, managementContext } from '../../api-key/calling-key.ts';
import { Account } from '../domain/account.ts';

export const updateAccount = route(
  contracts.updateAccount,
  async ({ body, caller, request }, { store }: StoreDeps) => {
    const context = managementContext(caller, request);
    const outcome = await reloading(async () => {
      const { guards } = await callingKey(store, context);
      return execute(store, Account, {
        key: accountKey(caller.accountId),
        command: { type: 'RenameAccount', name: body.name },
        context,
        guards,
        ...defined({ expectedVersion: request.ifMatch }),
      });
    });
    return { status: 200, body: thingOf(outcome) };
  },
);
