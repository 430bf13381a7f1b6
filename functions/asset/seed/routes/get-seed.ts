import * as contracts from '#schemas/asset/seed/routes.ts';
import { viewOn } from '#shared/http/views-on.ts';
import { Seed } from '../domain/seed.ts';
import { seedView } from '../view.ts';

export const getSeed = viewOn(Seed)(contracts.getSeed, seedView);
