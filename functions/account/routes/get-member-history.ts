import { getMemberHistory as contract } from '../../../schemas/account/api.ts';
import { memberKey } from '../../../schemas/account/membership.ts';
import { route } from '../../shared/http/route.ts';
import type { QueryDeps } from '../deps.ts';
import { membership } from '../domain/membership.ts';
import { historyPage } from '../histories.ts';
import { memberParam } from '../ids.ts';

export const getMemberHistory = route(
  contract,
  async ({ params, caller, query, request }, deps: Pick<QueryDeps, 'store' | 'cursors'>) => ({
    status: 200,
    body: await historyPage(deps, membership, {
      caller,
      request,
      query,
      key: memberKey(memberParam(params.id)),
      kind: 'member',
    }),
  }),
);
