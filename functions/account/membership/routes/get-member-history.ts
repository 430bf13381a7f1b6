import * as contracts from '#schemas/account/api.ts';
import { memberKey } from '#schemas/account/membership/state.ts';
import { historyPage } from '#shared/http/history-page.ts';
import { route } from '#shared/http/route.ts';
import type { QueriesDeps } from '../../deps.ts';
import { memberParam } from '../../ids.ts';
import { membership } from '../domain/membership.ts';

export const getMemberHistory = route(
  contracts.getMemberHistory,
  ({ params, ...input }, deps: Pick<QueriesDeps, 'store' | 'cursors'>) =>
    historyPage(deps, membership, { key: memberKey(memberParam(params.id)), kind: 'member', ...input }),
);
