import * as contracts from '#schemas/asset/seed/routes.ts';
import { defined } from '#schemas/defined.ts';
import { commandsOn } from '#shared/http/commands-on.ts';
import { Seed } from '../domain/seed.ts';

export const updateSeed = commandsOn(Seed)(contracts.updateSeed, ({ body }) =>
  defined({ type: 'UpdateSeed', ...body }),
);
