import { AccountEvent, accountUpcasters } from '#schemas/account/account/events.ts';
import { AccountState } from '#schemas/account/account/state.ts';
import type { Aggregate } from '#shared/aggregate/aggregate.ts';
import type { AccountCommand } from './command.ts';
import { decide } from './decide.ts';
import { evolve } from './evolve.ts';

export const ACCOUNT_PARTITION = 'ACCOUNT';

/**
 * A tenant, and the list of its admins.
 *
 * An account always has an admin. That is a rule over several members, and only a condition on one item holds under a
 * race. So this item alone decides on admins. A membership records the role as well, for its history, its version and
 * its followers. The two may differ after a crash between the two writes; then this list wins: `effectiveRole`.
 */
export const Account: Aggregate<AccountState, AccountCommand, AccountEvent> = {
  type: 'Account',
  service: 'account',
  prefix: 'ACCOUNT',
  shards: 1,
  state: AccountState,
  stateVersion: 1,
  events: AccountEvent,
  upcasters: accountUpcasters,
  decide,
  evolve,
  index: (state) => ({
    byType: { partition: ACCOUNT_PARTITION, sort: `CREATED#${state.created}` },
    summary: { name: state.name, status: state.status },
  }),
};
