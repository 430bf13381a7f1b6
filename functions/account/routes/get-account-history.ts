import { accountKey } from '../../../schemas/account/account.ts';
import { getAccountHistory as contract } from '../../../schemas/account/api.ts';
import { route } from '../../shared/http/route.ts';
import type { QueryDeps } from '../deps.ts';
import { account } from '../domain/account.ts';
import { historyPage } from '../histories.ts';

export const getAccountHistory = route(
  contract,
  async ({ caller, query, request }, deps: Pick<QueryDeps, 'store' | 'cursors'>) => ({
    status: 200,
    body: await historyPage(deps, account, {
      caller,
      request,
      query,
      key: accountKey(caller.accountId),
      kind: 'account',
    }),
  }),
);
