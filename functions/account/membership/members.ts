import type { MembershipEvent } from '#schemas/account/membership/events.ts';
import { type MembershipState, memberKey } from '#schemas/account/membership/state.ts';
import type { Role } from '#schemas/account/roles.ts';
import type { Email } from '#schemas/account/user/state.ts';
import { defined } from '#schemas/defined.ts';
import { GuardLost, Refusal, VersionConflict } from '#schemas/errors.ts';
import type { CommandContext } from '#shared/aggregate/command-context.ts';
import { currentState } from '#shared/aggregate/current-state.ts';
import { execute, type Outcome } from '#shared/aggregate/execute.ts';
import { reloading } from '#shared/aggregate/guards.ts';
import { recallCommand } from '#shared/aggregate/repeat.ts';
import { streamOf } from '#shared/aggregate/stored-state.ts';
import type { EventStore, Tip } from '#shared/event-store/event-store.ts';
import { notFound } from '#shared/http/not-found.ts';
import { assertManages } from '../account/domain/manages.ts';
import { assertRoom } from '../account/domain/room.ts';
import { type Standing, standingIn } from '../account/standing.ts';
import { admit } from '../admission/admit.ts';
import type { ManagementContext } from '../api-key/calling-key.ts';
import { userIn } from '../user/domain/actor.ts';
import { appointIfAdmin, dismiss } from './admins.ts';
import { Membership } from './domain/membership.ts';

/**
 * Changes of memberships. Membership and list of admins are two items. Each is written only while the other is at the
 * version that was read, the actor is an admin, and their key is good. So each of several racing changes is decided
 * on the result of the others:
 * - nobody is on the list whose membership is not that of an active admin
 * - a removed or demoted admin writes nothing once their removal is answered, even by a request under way
 *
 * A crash in between leaves fewer rights than requested: a user is put on the list last, and taken off it first. A
 * repeat with the same Idempotency-Key does the rest. The last admin is safe in any order: see
 * `account/domain/account.ts`.
 */
export type MemberOutcome = Outcome<MembershipState, MembershipEvent>;

export interface NewMember {
  readonly email: Email;
  readonly role: Role;
}

/** Lets a user in, registering them if need be. Refuses with `already-exists`, `too-many-admins`, `forbidden`. */
export async function addMembership(
  store: EventStore,
  { email, role }: NewMember,
  context: ManagementContext,
): Promise<MemberOutcome> {
  const outcome = await reloading(async () => {
    const { admins, guards } = await standingIn(store, context);
    // Refuses, before anything is written of the user, a change that the list would refuse at the end.
    assertManages(context, admins);
    if (role === 'admin') assertRoom(email, admins);
    await admit(store, email, context, guards);
    const command = { type: 'AddMember', email, role, admins } as const;
    return execute(store, Membership, { key: memberKey(email), command, context, guards });
  });
  if (role === 'admin') await appointIfAdmin(store, email, context);
  return outcome;
}

/** Gives a member another role. Refuses with `not-found`, `last-admin`, `too-many-admins`, `version-mismatch`, `forbidden`. */
export async function changeMembership(
  store: EventStore,
  { email, role }: NewMember,
  context: ManagementContext,
  ifMatch?: number,
): Promise<MemberOutcome> {
  if (role !== 'admin') return lower(store, { type: 'ChangeRole', role }, { email, context, ifMatch });
  const outcome = await reloading(async () => {
    const { admins, guards } = await standingIn(store, context);
    assertRoom(email, admins);
    return execute(store, Membership, {
      key: memberKey(email),
      command: { type: 'ChangeRole', role, admins, resigned: false },
      context,
      guards,
      ...defined({ expectedVersion: ifMatch }),
    });
  });
  await appointIfAdmin(store, email, context);
  return outcome;
}

/** Puts a member out. Refuses with `not-found`, `last-admin`, `version-mismatch`, `forbidden`. */
export const removeMembership = (
  store: EventStore,
  email: Email,
  context: ManagementContext,
  ifMatch?: number,
): Promise<MemberOutcome> => lower(store, { type: 'RemoveMember' }, { email, context, ifMatch });

interface Lowered {
  readonly email: Email;
  readonly context: ManagementContext;
  readonly ifMatch: number | undefined;
}

type Lowering =
  | { readonly type: 'ChangeRole'; readonly role: Exclude<Role, 'admin'> }
  | { readonly type: 'RemoveMember' };

/** Takes the member off the list of admins, then writes the membership while they are not on it. */
async function lower(
  store: EventStore,
  lowering: Lowering,
  { email, context, ifMatch }: Lowered,
): Promise<MemberOutcome> {
  const key = memberKey(email);
  /** The version of the membership at which this very request took the admin off the list. */
  let resignedAt: number | undefined;
  const write = ({ admins, guards }: Standing) =>
    execute(store, Membership, {
      key,
      command: { ...lowering, admins, resigned: resignedAt !== undefined },
      context,
      guards,
      ...defined({ expectedVersion: ifMatch ?? resignedAt }),
    }).catch((error: unknown) => {
      throw ifMatch === undefined ? lostTo(key, error) : error;
    });
  return reloading(async () => {
    const [standing, tip] = await Promise.all([
      standingIn(store, context),
      store.load(streamOf(Membership, context.accountId, key)),
    ]);
    if (isSettled(tip, context, ifMatch)) return write(standing);
    const listed = standing.admins.includes(email);
    const removes = lowering.type === 'RemoveMember';
    if (removes && !(tip && (listed || (await isActive(store, tip))))) throw notFound('member');
    if (!listed || !(removes || (await isActive(store, tip)))) return write(standing);
    const shortened = await dismiss(store, email, context, standing);
    if (shortened && userIn(context.actor) === email) resignedAt = tip?.version;
    const left = await standingIn(store, context);
    if (left.admins.includes(email)) throw appointedAgain(key, left);
    return write(left);
  });
}

/**
 * Admins who have left the list by themselves may end their membership only as it was then. A membership that another
 * admin has changed since is that admin's word, and the request has lost to it.
 */
function lostTo(key: string, error: unknown): unknown {
  if (!(error instanceof Refusal) || error.code !== 'version-mismatch') return error;
  const { expected, actual } = error.details;
  return new VersionConflict(key, Number(expected), Number(actual), { cause: error });
}

/** Whether the membership alone can answer: this command is a repeat, or its If-Match is stale. Then the list of admins is left alone. */
const isSettled = (tip: Tip | undefined, context: CommandContext, ifMatch: number | undefined): boolean =>
  tip !== undefined &&
  (recallCommand(tip, context).kind !== 'unknown' || (ifMatch !== undefined && ifMatch !== tip.version));

const isActive = async (store: EventStore, tip: Tip | undefined): Promise<boolean> =>
  tip !== undefined && (await currentState(store, Membership, tip)).status === 'active';

/** Another request has put the member on the list again since this one took them off: it is decided again. */
const appointedAgain = (key: string, { account }: Standing): GuardLost =>
  new GuardLost(key, { key: account.stream.key, version: account.version });
