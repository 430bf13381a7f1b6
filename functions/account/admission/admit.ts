import { admissionKey } from '#schemas/account/admission/state.ts';
import { type Email, userKey } from '#schemas/account/user/state.ts';
import { USER_DIRECTORY } from '#schemas/reserved-accounts.ts';
import type { CommandContext } from '#shared/aggregate/command-context.ts';
import { execute } from '#shared/aggregate/execute.ts';
import type { EventStore, Guard } from '#shared/event-store/event-store.ts';
import { derivedCommandId } from '#shared/identity.ts';
import { User } from '../user/domain/user.ts';
import { Admission } from './domain/admission.ts';

/** Registers a user, and notes that this account lets them in. Both once; again is nothing. */
export async function admit(
  store: EventStore,
  email: Email,
  context: CommandContext,
  guards: readonly Guard[] = [],
): Promise<void> {
  const { accountId } = context;
  const inDirectory = (step: string): CommandContext => ({
    ...context,
    commandId: derivedCommandId(accountId, context.commandId, step, email),
    accountId: USER_DIRECTORY,
  });
  await execute(store, User, {
    key: userKey(email),
    command: { type: 'RegisterUser', email },
    context: inDirectory('register-user'),
    guards,
  });
  await execute(store, Admission, {
    key: admissionKey(email, accountId),
    command: { type: 'AdmitUser', email, accountId },
    context: inDirectory('admit-user'),
    guards,
  });
}
