import * as contracts from '#schemas/asset/seed/routes.ts';
import { route } from '#shared/http/route.ts';
import { change } from '../../change.ts';
import type { CommandsDeps } from '../../deps.ts';
import { Seed } from '../domain/seed.ts';

export const removeSeed = route(contracts.removeSeed, ({ params, caller, request }, deps: CommandsDeps) => {
  const command = { type: 'RemoveSeed', by: caller.actor, now: request.now } as const;
  return change(deps, Seed, { id: params.id, command, caller, request });
});
