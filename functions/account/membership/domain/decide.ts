import type { MembershipEvent } from '#schemas/account/membership/events.ts';
import type { MembershipState } from '#schemas/account/membership/state.ts';
import { Refusal } from '#schemas/errors.ts';
import type { Deciding } from '#shared/aggregate/aggregate.ts';
import { assertManages } from '../../account/domain/manages.ts';
import { userIn } from '../../user/domain/actor.ts';
import type { MembershipCommand } from './command.ts';

/**
 * Every command needs an actor that manages the account by the list that guards the write. Admins who have just taken
 * themselves off the list may finish.
 */
export function decide(
  command: MembershipCommand,
  state: MembershipState | undefined,
  deciding: Deciding,
): readonly MembershipEvent[] {
  const { now } = deciding;
  const active = state?.status === 'active' ? state : undefined;
  const resigned =
    command.type !== 'AddMember' && command.resigned && userIn(deciding.actor) === active?.email;
  if (!resigned) assertManages(deciding, command.admins);
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
