import { listMembers as contract } from '../../../schemas/account/api.ts';
import { Membership } from '../../../schemas/account/membership.ts';
import { IndexCursor, listIndex } from '../../shared/aggregate/list.ts';
import { cursorScope } from '../../shared/http/cursor.ts';
import { route } from '../../shared/http/route.ts';
import type { QueryDeps } from '../deps.ts';
import { membership } from '../domain/membership.ts';
import { accountOf } from '../members.ts';
import { memberView } from '../views.ts';

export const listMembers = route(
  contract,
  async ({ caller, query, request }, { store, cursors }: Pick<QueryDeps, 'store' | 'cursors'>) => {
    const scope = cursorScope(caller, request, query);
    const after =
      query.cursor === undefined ? undefined : await cursors.open(scope, query.cursor, IndexCursor);
    const [{ state: of }, { items, cursor }] = await Promise.all([
      accountOf(store, caller.accountId),
      listIndex(store, membership, caller.accountId, {
        index: 'byStatus',
        partition: 'MEMBER#active',
        limit: query.limit,
        ...(after && { cursor: after }),
      }),
    ]);
    return {
      status: 200,
      body: {
        items: items.map(({ version, summary }) =>
          memberView(of, { state: Membership.parse(summary), version }),
        ),
        ...(cursor && { cursor: await cursors.seal(scope, cursor) }),
      },
    };
  },
);
