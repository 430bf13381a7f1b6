import * as contracts from '#schemas/asset/asset/routes.ts';
import { Metadata } from '#schemas/asset/values.ts';
import { defined } from '#schemas/defined.ts';
import { commandsOn } from '#shared/http/commands-on.ts';
import { Asset } from '../asset.ts';

export const updateAsset = commandsOn(Asset)(contracts.updateAsset, ({ body }) => {
  const { status, source, comment, remove, origin, origins, attackSurface, capability, ...rest } = body;
  const { tags, technologies, attributes, ...metadata } = rest;
  const edit = {
    ...{ status, source, comment, remove, origin, origins, attackSurface, capability },
    ...{ tags, technologies, attributes, metadata: Metadata.parse(metadata) },
  };
  return { type: 'UpdateAsset', edit: defined(edit) };
});
