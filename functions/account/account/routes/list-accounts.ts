import * as contracts from '#schemas/account/account/routes.ts';
import { accountKey } from '#schemas/account/account/state.ts';
import { admissionPrefix } from '#schemas/account/admission/state.ts';
import { memberKey } from '#schemas/account/membership/state.ts';
import type { Email } from '#schemas/account/user/state.ts';
import type { AccountId } from '#schemas/primitives.ts';
import { USER_DIRECTORY } from '#schemas/reserved-accounts.ts';
import { loadAggregate } from '#shared/aggregate/history.ts';
import { BaseCursor, listBase } from '#shared/aggregate/list.ts';
import type { EventStore } from '#shared/event-store/event-store.ts';
import { cursorScope } from '#shared/http/cursor.ts';
import { openCursor, pageBody } from '#shared/http/paging.ts';
import { route } from '#shared/http/route.ts';
import { Admission } from '../../admission/domain/admission.ts';
import type { QueriesDeps } from '../../deps.ts';
import { effectiveRole } from '../../membership/domain/effective-role.ts';
import { Membership } from '../../membership/domain/membership.ts';
import { callingUser } from '../../user/calling-user.ts';
import { Account } from '../domain/account.ts';
import { accountItem } from '../view.ts';

/** Admissions say where to look; account and membership, read consistently, say whether the user may enter. */
export const listAccounts = route(
  contracts.listAccounts,
  async ({ caller, query, request }, { store, cursors }: Pick<QueriesDeps, 'store' | 'cursors'>) => {
    const email = callingUser(caller);
    const scope = cursorScope(caller, request, { ...query, email });
    const listed = await listBase(store, Admission, USER_DIRECTORY, {
      keyPrefix: admissionPrefix(email),
      limit: query.limit,
      ...(await openCursor(cursors, scope, query.cursor, BaseCursor)),
    });
    const found = await Promise.all(listed.items.map(({ state }) => enterable(store, email, state.account)));
    const items = found.filter((item) => item !== undefined);
    return { status: 200, body: await pageBody(cursors, scope, { ...listed, items }) };
  },
);

async function enterable(store: EventStore, email: Email, accountId: AccountId) {
  const [account, membership] = await Promise.all([
    loadAggregate(store, Account, accountId, accountKey(accountId)),
    loadAggregate(store, Membership, accountId, memberKey(email)),
  ]);
  const role = account && effectiveRole(email, account.state, membership?.state);
  return account && role && accountItem(accountId, account, role);
}
