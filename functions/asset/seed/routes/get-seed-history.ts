import * as contracts from '#schemas/asset/seed/routes.ts';
import { historyPage } from '#shared/http/history-page.ts';
import { keyParam } from '#shared/http/not-found.ts';
import { route } from '#shared/http/route.ts';
import type { QueriesDeps } from '../../deps.ts';
import { Seed } from '../domain/seed.ts';

export const getSeedHistory = route(contracts.getSeedHistory, ({ params, ...input }, deps: QueriesDeps) =>
  historyPage(deps, Seed, { key: keyParam(params.id, 'seed'), kind: 'seed', ...input }),
);
