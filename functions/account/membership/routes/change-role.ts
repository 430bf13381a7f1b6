import * as contracts from '#schemas/account/membership/routes.ts';
import { thingOf } from '#schemas/thing.ts';
import { route } from '#shared/http/route.ts';
import { managementContext } from '../../api-key/calling-key.ts';
import type { CommandsDeps } from '../../deps.ts';
import { changeMembership } from '../members.ts';
import { memberParam } from '../target.ts';

export const changeRole = route(
  contracts.changeRole,
  async ({ params, body, caller, request }, { store }: Pick<CommandsDeps, 'store'>) => {
    const member = { email: memberParam(params.id), role: body.role };
    const outcome = await changeMembership(
      store,
      member,
      managementContext(caller, request),
      request.ifMatch,
    );
    return { status: 200, body: thingOf(outcome) };
  },
);
