import { changeRole as contract } from '../../../schemas/account/api.ts';
import { commandContext } from '../../shared/http/request-context.ts';
import { route } from '../../shared/http/route.ts';
import type { CommandDeps } from '../deps.ts';
import { memberParam } from '../ids.ts';
import { changeRole as change } from '../members.ts';
import { written } from '../views.ts';

export const changeRole = route(
  contract,
  async ({ params, body, caller, request }, { store }: Pick<CommandDeps, 'store'>) => {
    const member = { email: memberParam(params.id), role: body.role };
    const outcome = await change(store, member, commandContext(caller, request), request.ifMatch);
    return { status: 200, body: written(outcome) };
  },
);
