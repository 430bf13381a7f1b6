import * as contracts from '#schemas/asset/asset/routes.ts';
import { Metadata } from '#schemas/asset/values.ts';
import { route } from '#shared/http/route.ts';
import { change } from '../../change.ts';
import type { CommandsDeps } from '../../deps.ts';
import { Asset } from '../domain/asset.ts';
import type { Edit } from '../domain/merge.ts';

export const updateAsset = route(
  contracts.updateAsset,
  ({ params, body, caller, request }, deps: CommandsDeps) => {
    const { status, source, comment, remove, origin, origins, attackSurface, capability, ...rest } = body;
    const { tags, technologies, attributes, ...metadata } = rest;
    const edit: Edit = {
      ...(status && { status }),
      ...(source && { source }),
      ...(comment && { comment }),
      ...(remove !== undefined && { remove }),
      ...(origin && { origin }),
      ...(origins && { origins }),
      ...(attackSurface && { attackSurface }),
      ...(capability && { capability }),
      ...(tags && { tags }),
      ...(technologies && { technologies }),
      ...(attributes && { attributes }),
      metadata: Metadata.parse(metadata),
    };
    const command = { type: 'Update', edit, by: caller.actor, now: request.now } as const;
    return change(deps, Asset, { id: params.id, command, caller, request });
  },
);
