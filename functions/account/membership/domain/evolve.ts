import type { MembershipEvent } from '#schemas/account/membership/events.ts';
import type { MembershipState } from '#schemas/account/membership/state.ts';

export function evolve(state: MembershipState | undefined, event: MembershipEvent): MembershipState {
  const { email, role, at } = event.data;
  switch (event.type) {
    case 'MemberAdded':
      return { email, role, status: 'active', created: at, updated: at };
    case 'RoleChanged':
      return { email, role, status: 'active', created: state?.created ?? at, updated: at };
    case 'MemberRemoved':
      return { email, role, status: 'removed', created: state?.created ?? at, updated: at };
    default:
      return event satisfies never;
  }
}
