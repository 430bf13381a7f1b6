import * as contracts from '#schemas/asset/seed/routes.ts';
import { seedKey } from '#schemas/asset/seed/state.ts';
import { atBody } from '#shared/http/at-body.ts';
import { route } from '#shared/http/route.ts';
import { make } from '../../change.ts';
import type { CommandsDeps } from '../../deps.ts';
import { Seed } from '../domain/seed.ts';
import { seedValueOf } from '../domain/seed-value.ts';

export const addSeed = route(contracts.addSeed, ({ body, caller, request }, deps: CommandsDeps) =>
  atBody(async () => {
    const seed = seedValueOf(body.value);
    const { status, tags } = body;
    const command = { type: 'AddSeed', seed, status, tags, by: caller.actor, now: request.now } as const;
    return make(deps, Seed, { key: seedKey(seed), command, caller, request });
  }),
);
