import * as contracts from '#schemas/account/membership/routes.ts';
import { MembershipState } from '#schemas/account/membership/state.ts';
import { readSummary } from '#shared/aggregate/list.ts';
import { IndexCursor, listIndex } from '#shared/aggregate/list-index.ts';
import { answerPage } from '#shared/http/answer-page.ts';
import { route } from '#shared/http/route.ts';
import { accountOf } from '../../account/account-of.ts';
import type { QueriesDeps } from '../../deps.ts';
import { Membership, memberStatusPartition } from '../domain/membership.ts';
import { membershipView } from '../view.ts';

export const listMembers = route(
  contracts.listMembers,
  async (input, { store, cursors }: Pick<QueriesDeps, 'store' | 'cursors'>) => {
    const { accountId } = input.caller;
    const { state: account } = await accountOf(store, accountId);
    return answerPage(cursors, input, IndexCursor, (page) =>
      listIndex(store, Membership, accountId, {
        ...page,
        index: 'byStatus',
        partition: memberStatusPartition('active'),
        show: (listed) =>
          membershipView(account, {
            state: readSummary(MembershipState, listed),
            version: listed.version,
          }),
      }),
    );
  },
);
