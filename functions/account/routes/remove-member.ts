import { removeMember as contract } from '../../../schemas/account/api.ts';
import { commandContext } from '../../shared/http/request-context.ts';
import { route } from '../../shared/http/route.ts';
import type { CommandDeps } from '../deps.ts';
import { memberParam } from '../ids.ts';
import { removeMember as remove } from '../members.ts';
import { written } from '../views.ts';

export const removeMember = route(
  contract,
  async ({ params, caller, request }, { store }: Pick<CommandDeps, 'store'>) => {
    const email = memberParam(params.id);
    const outcome = await remove(store, email, commandContext(caller, request), request.ifMatch);
    return { status: 200, body: written(outcome) };
  },
);
