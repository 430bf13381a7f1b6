import * as contracts from '#schemas/asset/seed/routes.ts';
import { historyOn } from '#shared/http/views-on.ts';
import { Seed } from '../domain/seed.ts';

export const getSeedHistory = historyOn(Seed)(contracts.getSeedHistory);
