import { accountKey } from '#schemas/account/account/state.ts';
import { admissionKey } from '#schemas/account/admission/state.ts';
import type { MembershipEvent } from '#schemas/account/membership/events.ts';
import { type MembershipState, memberKey } from '#schemas/account/membership/state.ts';
import type { Role } from '#schemas/account/roles.ts';
import { type Email, userKey } from '#schemas/account/user/state.ts';
import { defined } from '#schemas/defined.ts';
import { USER_DIRECTORY } from '#schemas/reserved-accounts.ts';
import type { CommandContext } from '#shared/aggregate/command-context.ts';
import { execute, type Outcome } from '#shared/aggregate/execute.ts';
import { loadAggregate } from '#shared/aggregate/history.ts';
import { stateOf, streamOf } from '#shared/aggregate/stored-state.ts';
import type { EventStore, Tip } from '#shared/event-store/event-store.ts';
import { recall } from '#shared/event-store/recent.ts';
import { notFound } from '#shared/http/not-found.ts';
import { derivedCommandId } from '#shared/identity.ts';
import { accountOf } from '../account/account-of.ts';
import { Account } from '../account/domain/account.ts';
import type { AccountCommand } from '../account/domain/command.ts';
import { decide as decideAccount } from '../account/domain/decide.ts';
import { Admission } from '../admission/domain/admission.ts';
import { User } from '../user/domain/user.ts';
import { Membership } from './domain/membership.ts';

/**
 * Changes of memberships. Several items take part, each written by itself, so the order is what makes a crash in between harmless:
 * - a user's admission comes before the membership: `GET /accounts` then never misses one
 * - someone becomes an admin by the account's list last, and ceases to be one by it first: what is left over is less than was asked for
 * - whoever wrote last looks again: of two who change one member at once, one may have put on the list whom the other's membership lowers
 * A repeat with the same Idempotency-Key does what is missing. The last admin is safe in any order: see `domain/account.ts`.
 */
type MemberOutcome = Outcome<MembershipState, MembershipEvent>;

export interface NewMember {
  readonly email: Email;
  readonly role: Role;
}

/** Lets a user in, registering them if need be. Refuses with `already-exists`, `too-many-admins`. */
export async function addMember(
  store: EventStore,
  { email, role }: NewMember,
  context: CommandContext,
): Promise<MemberOutcome> {
  if (role === 'admin') await assertRoom(store, email, context);
  await admit(store, email, context);
  const command = { type: 'AddMember', email, role } as const;
  const outcome = await execute(store, Membership, { key: memberKey(email), command, context });
  await appointIfAdmin(store, email, outcome, context);
  return outcome;
}

/** Gives a member another role. Refuses with `not-found`, `last-admin`, `too-many-admins`, `version-mismatch`. */
export async function changeRole(
  store: EventStore,
  { email, role }: NewMember,
  context: CommandContext,
  ifMatch?: number,
): Promise<MemberOutcome> {
  const change = () =>
    execute(store, Membership, {
      key: memberKey(email),
      command: { type: 'ChangeRole', role },
      context,
      ...defined({ expectedVersion: ifMatch }),
    });
  if (role === 'admin') {
    await assertRoom(store, email, context);
    const outcome = await change();
    await appointIfAdmin(store, email, outcome, context);
    return outcome;
  }
  const tip = await store.load(streamOf(Membership, context.accountId, memberKey(email)));
  const active = tip && stateOf(Membership, tip).status === 'active';
  if (active && !isSettled(tip, context, ifMatch)) {
    await onAccount(store, { type: 'DismissAdmin', email }, context);
  }
  const outcome = await change();
  await takeBack(store, email, context);
  return outcome;
}

/** Puts a member out. Refuses with `not-found`, `last-admin`, `version-mismatch`. */
export async function removeMember(
  store: EventStore,
  email: Email,
  context: CommandContext,
  ifMatch?: number,
): Promise<MemberOutcome> {
  const tip = await store.load(streamOf(Membership, context.accountId, memberKey(email)));
  if (!tip) throw notFound('member');
  if (!isSettled(tip, context, ifMatch)) {
    const dismissed = await onAccount(store, { type: 'DismissAdmin', email }, context);
    const gone = stateOf(Membership, tip).status === 'removed';
    if (gone && !dismissed.changed) throw notFound('member');
  }
  const outcome = await execute(store, Membership, {
    key: memberKey(email),
    command: { type: 'RemoveMember' },
    context,
    ...defined({ expectedVersion: ifMatch }),
  });
  await takeBack(store, email, context);
  return outcome;
}

/** Whether the membership alone can answer: this command is a repeat, or its If-Match is stale. Then the list of admins is left alone. */
const isSettled = (tip: Tip, { commandId, body }: CommandContext, ifMatch: number | undefined): boolean =>
  recall(tip.recent, commandId, body).kind !== 'unknown' ||
  (ifMatch !== undefined && ifMatch !== tip.version);

/** Refuses before anything is written what the account's list would refuse at the end. */
async function assertRoom(store: EventStore, email: Email, context: CommandContext): Promise<void> {
  const { state } = await accountOf(store, context.accountId);
  decideAccount({ type: 'AppointAdmin', email }, state, context);
}

/** A repeat of an old command must not appoint who got another role since. */
async function appointIfAdmin(
  store: EventStore,
  email: Email,
  { state }: MemberOutcome,
  context: CommandContext,
): Promise<void> {
  if (state?.status !== 'active' || state.role !== 'admin') return;
  await onAccount(store, { type: 'AppointAdmin', email }, context);
  await takeBack(store, email, context);
}

/**
 * Takes off the list of admins who is no admin by the membership as it is now. Everybody does so after the last write of theirs, so
 * of all who race, the last one to look sees what the others have left.
 */
async function takeBack(store: EventStore, email: Email, context: CommandContext): Promise<void> {
  const as = await loadAggregate(store, Membership, context.accountId, memberKey(email));
  if (as?.state.status === 'active' && as.state.role === 'admin') return;
  await onAccount(store, { type: 'DismissAdmin', email }, causedBy(context, 'take-back', email));
}

const onAccount = (
  store: EventStore,
  command: Extract<AccountCommand, { email: Email }>,
  context: CommandContext,
) =>
  execute(store, Account, {
    key: accountKey(context.accountId),
    command,
    context: causedBy(context, command.type, command.email),
  });

/** Registers a user, and notes that this account lets them in. Both once; again is nothing. */
export async function admit(store: EventStore, email: Email, context: CommandContext): Promise<void> {
  const { accountId } = context;
  const inSystem = (target: string): CommandContext => ({
    ...causedBy(context, target, email),
    accountId: USER_DIRECTORY,
  });
  await execute(store, User, {
    key: userKey(email),
    command: { type: 'RegisterUser', email },
    context: inSystem('register-user'),
  });
  await execute(store, Admission, {
    key: admissionKey(email, accountId),
    command: { type: 'AdmitUser', email, accountId },
    context: inSystem('admit-user'),
  });
}

const causedBy = (context: CommandContext, target: string, email: Email): CommandContext => ({
  ...context,
  commandId: derivedCommandId(context.accountId, context.commandId, target, email),
});
