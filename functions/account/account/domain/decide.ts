import type { AccountEvent } from '#schemas/account/account/events.ts';
import type { AccountState } from '#schemas/account/account/state.ts';
import type { Email } from '#schemas/account/user/state.ts';
import { Refusal } from '#schemas/errors.ts';
import type { Deciding } from '#shared/aggregate/aggregate.ts';
import type { AccountCommand } from './command.ts';
import { assertManages } from './manages.ts';
import { assertRoom } from './room.ts';

/** Every command but the first needs an actor that manages the account in the very version that is decided on. */
export function decide(
  command: AccountCommand,
  state: AccountState | undefined,
  deciding: Deciding,
): readonly AccountEvent[] {
  if (command.type === 'CreateAccount') {
    if (state) throw new Refusal('already-exists', 'There is such an account already.');
    const { name, owner } = command;
    return [{ type: 'AccountCreated', version: 1, data: { name, owner, created: deciding.now } }];
  }
  if (!state) throw new Refusal('not-found', 'There is no such account.');
  assertManages(deciding, state.admins);
  switch (command.type) {
    case 'RenameAccount':
      if (command.name === state.name) return [];
      return [{ type: 'AccountRenamed', version: 1, data: { name: command.name, previous: state.name } }];
    case 'AppointAdmin':
      return appoint(command.email, state);
    case 'DismissAdmin':
      return dismiss(command.email, state);
    default:
      return command satisfies never;
  }
}

function appoint(email: Email, { admins }: AccountState): readonly AccountEvent[] {
  if (admins.includes(email)) return [];
  assertRoom(email, admins);
  return [{ type: 'AdminAppointed', version: 1, data: { email } }];
}

function dismiss(email: Email, { admins }: AccountState): readonly AccountEvent[] {
  if (!admins.includes(email)) return [];
  if (admins.length === 1) {
    throw new Refusal('last-admin', 'The last admin of an account cannot be removed, nor get another role.');
  }
  return [{ type: 'AdminDismissed', version: 1, data: { email } }];
}
