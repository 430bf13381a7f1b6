import * as contracts from '#schemas/asset/asset/routes.ts';
import { route } from '#shared/http/route.ts';
import { change } from '../../change.ts';
import type { CommandsDeps } from '../../deps.ts';
import { Asset } from '../domain/asset.ts';

export const reclassifyAsset = route(
  contracts.reclassifyAsset,
  ({ params, body, caller, request }, deps: CommandsDeps) => {
    const command = {
      type: 'Reclassify',
      class: body.class,
      ...(body.comment && { comment: body.comment }),
      by: caller.actor,
      now: request.now,
    } as const;
    return change(deps, Asset, { id: params.id, command, caller, request });
  },
);
