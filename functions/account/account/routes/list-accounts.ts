import { accountKey } from '#schemas/account/account/state.ts';
import * as contracts from '#schemas/account/api.ts';
import { memberKey } from '#schemas/account/membership/state.ts';
import { admissionPrefix, type Email, SYSTEM_ACCOUNT_ID } from '#schemas/account/user/state.ts';
import type { AccountId } from '#schemas/primitives.ts';
import { loadAggregate } from '#shared/aggregate/history.ts';
import { BaseCursor, listBase } from '#shared/aggregate/list.ts';
import type { EventStore } from '#shared/event-store/event-store.ts';
import { cursorScope } from '#shared/http/cursor.ts';
import { openCursor, pageBody } from '#shared/http/paging.ts';
import { route } from '#shared/http/route.ts';
import type { QueriesDeps } from '../../deps.ts';
import { userOf } from '../../ids.ts';
import { effectiveRole, membership } from '../../membership/domain/membership.ts';
import { admission } from '../../user/domain/user.ts';
import { enterableAccount } from '../../views.ts';
import { account } from '../domain/account.ts';

/** Admissions say where to look; account and membership, read consistently, say whether the user may enter. */
export const listAccounts = route(
  contracts.listAccounts,
  async ({ caller, query, request }, { store, cursors }: Pick<QueriesDeps, 'store' | 'cursors'>) => {
    const email = userOf(caller);
    const scope = cursorScope(caller, request, { ...query, email });
    const listed = await listBase(store, admission, SYSTEM_ACCOUNT_ID, {
      keyPrefix: admissionPrefix(email),
      limit: query.limit,
      ...(await openCursor(cursors, scope, query.cursor, BaseCursor)),
    });
    const found = await Promise.all(listed.items.map(({ state }) => enterable(store, email, state.account)));
    const items = found.filter((account) => account !== undefined);
    return { status: 200, body: await pageBody(cursors, scope, { ...listed, items }) };
  },
);

async function enterable(store: EventStore, email: Email, id: AccountId) {
  const [of, as] = await Promise.all([
    loadAggregate(store, account, id, accountKey(id)),
    loadAggregate(store, membership, id, memberKey(email)),
  ]);
  const role = of && effectiveRole(email, of.state, as?.state);
  return of && role && enterableAccount(id, of, role);
}
