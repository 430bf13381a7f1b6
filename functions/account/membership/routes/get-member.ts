import * as contracts from '#schemas/account/membership/routes.ts';
import { loadAggregate } from '#shared/aggregate/history.ts';
import { notFound } from '#shared/http/not-found.ts';
import { etag } from '#shared/http/request-context.ts';
import { route } from '#shared/http/route.ts';
import { accountOf } from '../../account/account-of.ts';
import type { QueriesDeps } from '../../deps.ts';
import { Membership } from '../domain/membership.ts';
import { member } from '../target.ts';
import { membershipView } from '../view.ts';

export const getMember = route(
  contracts.getMember,
  async ({ params, caller }, { store }: Pick<QueriesDeps, 'store'>) => {
    const key = member.keyOf({ params, caller });
    const [account, membership] = await Promise.all([
      accountOf(store, caller.accountId),
      loadAggregate(store, Membership, caller.accountId, key),
    ]);
    if (membership?.state.status !== 'active') throw notFound(member.kind);
    return {
      status: 200,
      body: membershipView(account.state, membership),
      headers: etag(membership.version),
    };
  },
);
