import * as contracts from '#schemas/asset/seed/routes.ts';
import { seedKey } from '#schemas/asset/seed/state.ts';
import { defined } from '#schemas/defined.ts';
import { creationsOn } from '#shared/http/commands-on.ts';
import { icannRules } from '#shared/net/public-suffix/icann.ts';
import { Seed } from '../domain/seed.ts';
import { seedValueOf } from '../domain/seed-value.ts';

export const addSeed = creationsOn(Seed)(contracts.addSeed, ({ body }) => {
  const { value, mode, subdomains, status, tags } = body;
  const seed = seedValueOf(value, icannRules);
  return { key: seedKey(seed), command: defined({ type: 'AddSeed', seed, mode, subdomains, status, tags }) };
});
