import * as contracts from '#schemas/account/membership/routes.ts';
import { MembershipState } from '#schemas/account/membership/state.ts';
import { IndexCursor, listIndex, readSummary } from '#shared/aggregate/list.ts';
import { cursorScope } from '#shared/http/cursor.ts';
import { openCursor, pageBody } from '#shared/http/paging.ts';
import { route } from '#shared/http/route.ts';
import { accountOf } from '../../account/account-of.ts';
import type { QueriesDeps } from '../../deps.ts';
import { Membership, memberStatusPartition } from '../domain/membership.ts';
import { membershipView } from '../view.ts';

export const listMembers = route(
  contracts.listMembers,
  async ({ caller, query, request }, { store, cursors }: Pick<QueriesDeps, 'store' | 'cursors'>) => {
    const scope = cursorScope(caller, request, query);
    const after = await openCursor(cursors, scope, query.cursor, IndexCursor);
    const [{ state: account }, listed] = await Promise.all([
      accountOf(store, caller.accountId),
      listIndex(store, Membership, caller.accountId, {
        index: 'byStatus',
        partition: memberStatusPartition('active'),
        limit: query.limit,
        ...after,
      }),
    ]);
    const items = listed.items.map((item) =>
      membershipView(account, { state: readSummary(MembershipState, item), version: item.version }),
    );
    return { status: 200, body: await pageBody(cursors, scope, { ...listed, items }) };
  },
);
