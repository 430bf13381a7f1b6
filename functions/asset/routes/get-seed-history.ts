import * as contracts from '../../../schemas/asset/seed-routes.ts';
import { keyParam } from '../../shared/http/not-found.ts';
import { route } from '../../shared/http/route.ts';
import type { QueriesDeps } from '../deps.ts';
import { Seed } from '../domain/seed.ts';
import { historyPage } from '../history-page.ts';

export const getSeedHistory = route(contracts.getSeedHistory, ({ params, ...input }, deps: QueriesDeps) =>
  historyPage(deps, Seed, keyParam(params.id, 'seed'), input),
);
