import * as contracts from '#schemas/asset/asset/routes.ts';
import { defined } from '#schemas/defined.ts';
import { commandsOn } from '#shared/http/commands-on.ts';
import { Asset } from '../asset.ts';

export const reclassifyAsset = commandsOn(Asset)(contracts.reclassifyAsset, ({ body }) =>
  defined({ type: 'ReclassifyAsset', class: body.class, comment: body.comment }),
);
