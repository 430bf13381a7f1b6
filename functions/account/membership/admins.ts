import { accountKey } from '#schemas/account/account/state.ts';
import { memberKey } from '#schemas/account/membership/state.ts';
import type { Email } from '#schemas/account/user/state.ts';
import { execute } from '#shared/aggregate/execute.ts';
import { loadGuarded, reloading } from '#shared/aggregate/guards.ts';
import type { EventStore, Guard } from '#shared/event-store/event-store.ts';
import { derivedCommandId } from '#shared/identity.ts';
import { Account } from '../account/domain/account.ts';
import type { AccountCommand } from '../account/domain/command.ts';
import type { Standing } from '../account/standing.ts';
import { callingKey, type ManagementContext } from '../api-key/calling-key.ts';
import { Membership } from './domain/membership.ts';

/**
 * Puts a member on the account's list of admins, if their membership says admin when the list is written. So a repeat
 * of an old command appoints no member that got another role since.
 */
export async function appointIfAdmin(
  store: EventStore,
  email: Email,
  context: ManagementContext,
): Promise<void> {
  await reloading(async () => {
    const [membership, key] = await Promise.all([
      loadGuarded(store, Membership, context.accountId, memberKey(email)),
      callingKey(store, context),
    ]);
    if (membership.state?.status !== 'active' || membership.state.role !== 'admin') return;
    const guards = [membership.guard, ...key.guards];
    await onList(store, { type: 'AppointAdmin', email }, context, membership.guard.version, guards);
  });
}

/** Takes a member off the account's list of admins. Answers whether this shortened the list. */
export async function dismiss(
  store: EventStore,
  email: Email,
  context: ManagementContext,
  { account, key }: Standing,
): Promise<boolean> {
  const { changed } = await onList(store, { type: 'DismissAdmin', email }, context, account.version, key);
  return changed;
}

/** The version that a step was decided on is part of its id: the same request may have to take it again on another one. */
const onList = (
  store: EventStore,
  command: Extract<AccountCommand, { readonly email: Email }>,
  context: ManagementContext,
  version: number,
  guards: readonly Guard[],
) =>
  execute(store, Account, {
    key: accountKey(context.accountId),
    command,
    context: {
      ...context,
      commandId: derivedCommandId(context.accountId, context.commandId, command.type, command.email, version),
    },
    guards,
  });
