import * as contracts from '#schemas/asset/asset/routes.ts';
import { Metadata } from '#schemas/asset/values.ts';
import { atBody } from '#shared/http/at-body.ts';
import { route } from '#shared/http/route.ts';
import { make } from '../../change.ts';
import type { CommandsDeps } from '../../deps.ts';
import { Asset } from '../domain/asset.ts';
import { identify } from '../domain/normalise.ts';

export const createAsset = route(contracts.createAsset, ({ body, caller, request }, deps: CommandsDeps) =>
  atBody(async () => {
    const {
      dns,
      name = dns,
      status,
      source,
      origin,
      tags,
      attributes,
      technologies,
      attackSurface,
      ...metadata
    } = body;
    const { key } = identify({ dns, name, source });
    const command = {
      type: 'Create',
      dns,
      name,
      source,
      origin,
      ...(status && { status }),
      tags,
      attributes,
      technologies,
      attackSurface,
      metadata: Metadata.parse(metadata),
      by: caller.actor,
      now: request.now,
    } as const;
    return make(deps, Asset, { key, command, caller, request });
  }),
);
