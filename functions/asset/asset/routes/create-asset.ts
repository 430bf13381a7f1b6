import * as contracts from '#schemas/asset/asset/routes.ts';
import { Metadata } from '#schemas/asset/values.ts';
import { defined } from '#schemas/defined.ts';
import { creationsOn } from '#shared/http/commands-on.ts';
import { Asset } from '../asset.ts';
import { identify } from '../domain/normalise.ts';

export const createAsset = creationsOn(Asset)(contracts.createAsset, ({ body }) => {
  const { dns, name = dns, status, source, origin, tags, attributes, technologies, ...rest } = body;
  const { attackSurface, ...metadata } = rest;
  const known = { dns, name, status, source, origin, tags, attributes, technologies, attackSurface };
  return {
    key: identify({ dns, name, source }).key,
    command: defined({ type: 'CreateAsset', ...known, metadata: Metadata.parse(metadata) }),
  };
});
