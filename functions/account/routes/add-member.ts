import { addMember as contract } from '../../../schemas/account/api.ts';
import { commandContext } from '../../shared/http/request-context.ts';
import { route } from '../../shared/http/route.ts';
import type { CommandDeps } from '../deps.ts';
import { addMember as add } from '../members.ts';
import { written } from '../views.ts';

export const addMember = route(
  contract,
  async ({ body, caller, request }, { store }: Pick<CommandDeps, 'store'>) => ({
    status: 201,
    body: written(await add(store, body, commandContext(caller, request))),
  }),
);
