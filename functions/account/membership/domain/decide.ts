import type { MembershipEvent } from '#schemas/account/membership/events.ts';
import type { MembershipState } from '#schemas/account/membership/state.ts';
import { Refusal } from '#schemas/errors.ts';
import type { Deciding } from '#shared/aggregate/aggregate.ts';
import type { MembershipCommand } from './command.ts';

export function decide(
  command: MembershipCommand,
  state: MembershipState | undefined,
  { now }: Deciding,
): readonly MembershipEvent[] {
  const active = state?.status === 'active' ? state : undefined;
  switch (command.type) {
    case 'AddMember': {
      if (active) throw new Refusal('already-exists', 'This user is a member already.');
      const { email, role } = command;
      return [{ type: 'MemberAdded', version: 1, data: { email, role, at: now } }];
    }
    case 'ChangeRole': {
      if (!active) throw new Refusal('not-found', 'There is no such member.');
      const { email, role: previous } = active;
      if (command.role === previous) return [];
      return [{ type: 'RoleChanged', version: 1, data: { email, role: command.role, previous, at: now } }];
    }
    case 'RemoveMember': {
      if (!active) return [];
      const { email, role } = active;
      return [{ type: 'MemberRemoved', version: 1, data: { email, role, at: now } }];
    }
    default:
      return command satisfies never;
  }
}
