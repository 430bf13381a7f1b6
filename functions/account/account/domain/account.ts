import { AccountEvent, accountUpcasters } from '#schemas/account/account/events.ts';
import { AccountState } from '#schemas/account/account/state.ts';
import type { Aggregate } from '#shared/aggregate/aggregate.ts';
import type { AccountCommand } from './command.ts';
import { decide } from './decide.ts';
import { evolve } from './evolve.ts';

export const ACCOUNT_PARTITION = 'ACCOUNT';

/**
 * A tenant, and who is an admin of it.
 *
 * An account always has an admin. That is a rule over several members, and only a condition on one item holds under a race; so who is an
 * admin is decided here and nowhere else. A membership records the role as well (for its history, its version and those who follow it),
 * but where the two differ, after a crash between the two writes, this list wins: `effectiveRole`.
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
