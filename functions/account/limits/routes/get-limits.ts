import * as contracts from '#schemas/account/limits/routes.ts';
import { limitNames } from '#schemas/limits.ts';
import type { StoreDeps } from '#shared/http/commands-on.ts';
import { route } from '#shared/http/route.ts';
import { viewOf } from '#shared/limits/quota.ts';
import { keysIn, membersIn } from '../standing-use.ts';

export const getLimits = route(contracts.getLimits, async ({ caller }, { store }: StoreDeps) => {
  const [members, keys] = await Promise.all([
    membersIn(store, caller.accountId),
    keysIn(store, caller.accountId),
  ]);
  const used = new Map([
    ['members', members],
    ['keys', keys],
  ]);
  const items = limitNames.map((name) => {
    const count = used.get(name);
    return count === undefined ? viewOf(name) : { ...viewOf(name), used: count };
  });
  return { status: 200, body: { items } };
});
