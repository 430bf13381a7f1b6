import * as contracts from '#schemas/asset/seed/routes.ts';
import { route } from '#shared/http/route.ts';
import { change } from '../../change.ts';
import type { CommandsDeps } from '../../deps.ts';
import { Seed } from '../domain/seed.ts';

export const updateSeed = route(
  contracts.updateSeed,
  ({ params, body: { status, tags, comment }, caller, request }, deps: CommandsDeps) => {
    const command = {
      type: 'UpdateSeed',
      ...(status && { status }),
      ...(tags && { tags }),
      ...(comment && { comment }),
      by: caller.actor,
      now: request.now,
    } as const;
    return change(deps, Seed, { id: params.id, command, caller, request });
  },
);
