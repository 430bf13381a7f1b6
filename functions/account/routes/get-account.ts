import { getAccount as contract } from '../../../schemas/account/api.ts';
import { Role } from '../../../schemas/account/roles.ts';
import { etag } from '../../shared/http/request-context.ts';
import { route } from '../../shared/http/route.ts';
import type { QueryDeps } from '../deps.ts';
import { accountOf } from '../members.ts';
import { accountView } from '../views.ts';

export const getAccount = route(contract, async ({ caller }, { store }: Pick<QueryDeps, 'store'>) => {
  const loaded = await accountOf(store, caller.accountId);
  return {
    status: 200,
    body: accountView(caller.accountId, loaded, Role.parse(caller.role)),
    headers: etag(loaded.version),
  };
});
