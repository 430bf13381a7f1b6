import * as contracts from '#schemas/account/account/routes.ts';
import { accountKey } from '#schemas/account/account/state.ts';
import { type AdmissionState, admissionPrefix } from '#schemas/account/admission/state.ts';
import { memberKey } from '#schemas/account/membership/state.ts';
import type { Email } from '#schemas/account/user/state.ts';
import type { AccountId } from '#schemas/primitives.ts';
import { USER_DIRECTORY } from '#schemas/reserved-accounts.ts';
import { loadAggregate } from '#shared/aggregate/history.ts';
import type { ListedState } from '#shared/aggregate/list.ts';
import { BaseCursor, listBase } from '#shared/aggregate/list-base.ts';
import type { EventStore } from '#shared/event-store/event-store.ts';
import { answerPage } from '#shared/http/answer-page.ts';
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
  (input, { store, cursors }: Pick<QueriesDeps, 'store' | 'cursors'>) => {
    const email = callingUser(input.caller);
    const bound = { ...input, query: { ...input.query, email } };
    return answerPage(cursors, bound, BaseCursor, async (page) => {
      const keyPrefix = admissionPrefix(email);
      const show = (listed: ListedState<AdmissionState>) => listed;
      const listed = await listBase(store, Admission, USER_DIRECTORY, { ...page, keyPrefix, show });
      const found = await Promise.all(
        listed.items.map(({ state }) => enterable(store, email, state.account)),
      );
      return { ...listed, items: found.filter((item) => item !== undefined) };
    });
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
