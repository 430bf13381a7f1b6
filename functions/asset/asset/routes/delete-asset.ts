import * as contracts from '#schemas/asset/asset/routes.ts';
import { route } from '#shared/http/route.ts';
import { change } from '../../change.ts';
import type { CommandsDeps } from '../../deps.ts';
import { Asset } from '../domain/asset.ts';

export const deleteAsset = route(contracts.deleteAsset, ({ params, caller, request }, deps: CommandsDeps) => {
  const command = { type: 'Delete', by: caller.actor, now: request.now } as const;
  return change(deps, Asset, { id: params.id, command, caller, request });
});
