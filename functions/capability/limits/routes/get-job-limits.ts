import * as contracts from '#schemas/capability/limits/routes.ts';
import type { StoreDeps } from '#shared/http/commands-on.ts';
import { route } from '#shared/http/route.ts';
import { dailyViews } from '#shared/limits/quota.ts';

export const getJobLimits = route(
  contracts.getJobLimits,
  async ({ caller, request }, { store }: StoreDeps) => ({
    status: 200,
    body: {
      items: await dailyViews(store.counters, ['jobs', 'upload-bytes'], caller.accountId, request.now),
    },
  }),
);
