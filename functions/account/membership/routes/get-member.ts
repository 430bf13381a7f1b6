import * as contracts from '#schemas/account/api.ts';
import { memberKey } from '#schemas/account/membership/state.ts';
import { loadAggregate } from '#shared/aggregate/history.ts';
import { notFound } from '#shared/http/not-found.ts';
import { etag } from '#shared/http/request-context.ts';
import { route } from '#shared/http/route.ts';
import type { QueriesDeps } from '../../deps.ts';
import { memberParam } from '../../ids.ts';
import { memberView } from '../../views.ts';
import { membership } from '../domain/membership.ts';
import { accountOf } from '../members.ts';

export const getMember = route(
  contracts.getMember,
  async ({ params, caller }, { store }: Pick<QueriesDeps, 'store'>) => {
    const key = memberKey(memberParam(params.id));
    const [of, as] = await Promise.all([
      accountOf(store, caller.accountId),
      loadAggregate(store, membership, caller.accountId, key),
    ]);
    if (as?.state.status !== 'active') throw notFound('member');
    return { status: 200, body: memberView(of.state, as), headers: etag(as.version) };
  },
);
