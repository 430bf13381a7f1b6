import { accountKey } from '#schemas/account/account/state.ts';
import * as contracts from '#schemas/account/api.ts';
import { historyPage } from '#shared/http/history-page.ts';
import { route } from '#shared/http/route.ts';
import type { QueriesDeps } from '../../deps.ts';
import { account } from '../domain/account.ts';

export const getAccountHistory = route(
  contracts.getAccountHistory,
  (input, deps: Pick<QueriesDeps, 'store' | 'cursors'>) =>
    historyPage(deps, account, { key: accountKey(input.caller.accountId), kind: 'account', ...input }),
);
