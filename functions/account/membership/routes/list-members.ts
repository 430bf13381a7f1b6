import * as contracts from '#schemas/account/api.ts';
import { Membership } from '#schemas/account/membership/state.ts';
import { IndexCursor, listIndex, readSummary } from '#shared/aggregate/list.ts';
import { cursorScope } from '#shared/http/cursor.ts';
import { openCursor, pageBody } from '#shared/http/paging.ts';
import { route } from '#shared/http/route.ts';
import type { QueriesDeps } from '../../deps.ts';
import { memberView } from '../../views.ts';
import { membership } from '../domain/membership.ts';
import { accountOf } from '../members.ts';

export const listMembers = route(
  contracts.listMembers,
  async ({ caller, query, request }, { store, cursors }: Pick<QueriesDeps, 'store' | 'cursors'>) => {
    const scope = cursorScope(caller, request, query);
    const after = await openCursor(cursors, scope, query.cursor, IndexCursor);
    const [{ state: of }, listed] = await Promise.all([
      accountOf(store, caller.accountId),
      listIndex(store, membership, caller.accountId, {
        index: 'byStatus',
        partition: 'MEMBER#active',
        limit: query.limit,
        ...after,
      }),
    ]);
    const items = listed.items.map((item) =>
      memberView(of, { state: readSummary(Membership, item), version: item.version }),
    );
    return { status: 200, body: await pageBody(cursors, scope, { ...listed, items }) };
  },
);
