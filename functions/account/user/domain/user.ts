import { UserEvent, userUpcasters } from '#schemas/account/user/events.ts';
import { UserState } from '#schemas/account/user/state.ts';
import type { Aggregate } from '#shared/aggregate/aggregate.ts';
import type { UserCommand } from './command.ts';
import { decide } from './decide.ts';
import { evolve } from './evolve.ts';

export const USER_PARTITION = 'USER';

/** A person. Registered with the first account that lets them in. */
export const User: Aggregate<UserState, UserCommand, UserEvent> = {
  type: 'User',
  service: 'account',
  prefix: 'USER',
  shards: 16,
  state: UserState,
  stateVersion: 1,
  events: UserEvent,
  upcasters: userUpcasters,
  decide,
  evolve,
  index: ({ email, created }) => ({
    byType: { partition: USER_PARTITION, sort: `CREATED#${created}` },
    summary: { email },
  }),
};
