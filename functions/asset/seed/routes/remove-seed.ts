import * as contracts from '#schemas/asset/seed/routes.ts';
import { commandsOn } from '#shared/http/commands-on.ts';
import { Seed } from '../domain/seed.ts';

export const removeSeed = commandsOn(Seed)(contracts.removeSeed, () => ({ type: 'RemoveSeed' }));
