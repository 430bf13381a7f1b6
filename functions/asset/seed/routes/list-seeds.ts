import * as contracts from '#schemas/asset/seed/routes.ts';
import { seedKey } from '#schemas/asset/seed/state.ts';
import { BaseCursor, listSummaries } from '#shared/aggregate/list-base.ts';
import { answerPage } from '#shared/http/answer-page.ts';
import { route } from '#shared/http/route.ts';
import type { QueriesDeps } from '../../deps.ts';
import { Seed } from '../domain/seed.ts';
import { seedItem } from '../view.ts';

/** An account has few seeds, and a new one should show at once: the base table answers, and not an index. */
export const listSeeds = route(contracts.listSeeds, (input, { store, cursors }: QueriesDeps) => {
  const { status, kind, mode } = input.query;
  return answerPage(cursors, input, BaseCursor, (page) =>
    listSummaries(store, Seed, input.caller.accountId, {
      ...page,
      keyPrefix: kind ? seedKey({ kind, value: '' }) : '',
      show: (listed) => {
        const seed = seedItem(listed);
        const isWanted = status === undefined ? seed.status !== 'D' : seed.status === status;
        return isWanted && (mode === undefined || seed.mode === mode) ? seed : undefined;
      },
    }),
  );
});
