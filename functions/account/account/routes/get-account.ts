import * as contracts from '#schemas/account/account/routes.ts';
import { Role } from '#schemas/account/roles.ts';
import { etag } from '#shared/http/request-context.ts';
import { route } from '#shared/http/route.ts';
import type { QueriesDeps } from '../../deps.ts';
import { accountOf } from '../account-of.ts';
import { accountView } from '../view.ts';

export const getAccount = route(
  contracts.getAccount,
  async ({ caller }, { store }: Pick<QueriesDeps, 'store'>) => {
    const loaded = await accountOf(store, caller.accountId);
    return {
      status: 200,
      body: accountView(caller.accountId, loaded, Role.parse(caller.role)),
      headers: etag(loaded.version),
    };
  },
);
