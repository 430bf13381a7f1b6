import { MembershipEvent, membershipUpcasters } from '#schemas/account/membership/events.ts';
import { MembershipState } from '#schemas/account/membership/state.ts';
import type { Aggregate } from '#shared/aggregate/aggregate.ts';
import type { MembershipCommand } from './command.ts';
import { decide } from './decide.ts';
import { evolve } from './evolve.ts';

export const MEMBER_PARTITION = 'MEMBER';
export const memberStatusPartition = (status: MembershipState['status']): string =>
  `${MEMBER_PARTITION}#${status}`;

/** The fact that a user belongs to an account, with their role. A removed member can be added again. */
export const Membership: Aggregate<MembershipState, MembershipCommand, MembershipEvent> = {
  type: 'Membership',
  service: 'account',
  prefix: 'MEMBER',
  shards: 2,
  state: MembershipState,
  stateVersion: 1,
  events: MembershipEvent,
  upcasters: membershipUpcasters,
  decide,
  evolve,
  index: (state) => ({
    byType: { partition: MEMBER_PARTITION, sort: `CREATED#${state.created}` },
    byStatus: { partition: memberStatusPartition(state.status), sort: state.email },
    summary: {
      email: state.email,
      role: state.role,
      status: state.status,
      created: state.created,
      updated: state.updated,
    },
  }),
};
