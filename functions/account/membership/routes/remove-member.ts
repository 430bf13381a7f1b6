import * as contracts from '#schemas/account/membership/routes.ts';
import { thingOf } from '#schemas/thing.ts';
import { route } from '#shared/http/route.ts';
import { managementContext } from '../../api-key/calling-key.ts';
import type { CommandsDeps } from '../../deps.ts';
import { removeMembership } from '../members.ts';
import { memberParam } from '../target.ts';

export const removeMember = route(
  contracts.removeMember,
  async ({ params, caller, request }, { store }: Pick<CommandsDeps, 'store'>) => {
    const email = memberParam(params.id);
    const outcome = await removeMembership(store, email, managementContext(caller, request), request.ifMatch);
    return { status: 200, body: thingOf(outcome) };
  },
);
