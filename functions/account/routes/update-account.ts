import { accountKey } from '../../../schemas/account/account.ts';
import { updateAccount as contract } from '../../../schemas/account/api.ts';
import { execute } from '../../shared/aggregate/execute.ts';
import { commandContext } from '../../shared/http/request-context.ts';
import { route } from '../../shared/http/route.ts';
import type { CommandDeps } from '../deps.ts';
import { account } from '../domain/account.ts';
import { written } from '../views.ts';

export const updateAccount = route(
  contract,
  async ({ body, caller, request }, { store }: Pick<CommandDeps, 'store'>) => {
    const outcome = await execute(store, account, {
      key: accountKey(caller.accountId),
      command: { kind: 'rename', name: body.name },
      context: commandContext(caller, request),
      ...(request.ifMatch !== undefined && { expectedVersion: request.ifMatch }),
    });
    return { status: 200, body: written(outcome) };
  },
);
