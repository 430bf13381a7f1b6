import type { Account } from '#schemas/account/account/state.ts';
import {
  accountUpcasters,
  MembershipEvent as Events,
  type MembershipEvent,
} from '#schemas/account/events.ts';
import { type Membership, Membership as State } from '#schemas/account/membership/state.ts';
import { lesserRole, type Role } from '#schemas/account/roles.ts';
import type { Email } from '#schemas/account/user/state.ts';
import { Refusal } from '#schemas/errors.ts';
import type { Instant } from '#schemas/primitives.ts';
import type { Aggregate } from '#shared/aggregate/aggregate.ts';

export type MembershipCommand =
  | { readonly kind: 'add'; readonly email: Email; readonly role: Role; readonly now: Instant }
  | { readonly kind: 'change-role'; readonly role: Role; readonly now: Instant }
  | { readonly kind: 'remove'; readonly now: Instant };

/** That a user belongs to an account, and as what. What was removed can be added again. */
export const membership: Aggregate<Membership, MembershipCommand, MembershipEvent> = {
  type: 'Membership',
  service: 'account',
  prefix: 'MEMBER',
  shards: 2,
  state: State,
  stateVersion: 1,
  events: Events,
  upcasters: accountUpcasters,
  decide,
  evolve,
  index: (state) => ({
    byType: { partition: 'MEMBER', sort: `CREATED#${state.created}` },
    byStatus: { partition: `MEMBER#${state.status}`, sort: state.email },
    summary: {
      email: state.email,
      role: state.role,
      status: state.status,
      created: state.created,
      updated: state.updated,
    },
  }),
};

/**
 * What a user is in an account: admin when the account lists them, whatever their membership says; else what an active membership says, which
 * then is less than admin. Undefined: they do not belong there.
 */
export function effectiveRole(
  email: Email,
  of: Pick<Account, 'admins'>,
  as: Pick<Membership, 'role' | 'status'> | undefined,
): Role | undefined {
  if (of.admins.includes(email)) return 'admin';
  return as?.status === 'active' ? lesserRole(as.role, 'analyst') : undefined;
}

function decide(command: MembershipCommand, state: Membership | undefined): readonly MembershipEvent[] {
  const active = state?.status === 'active' ? state : undefined;
  switch (command.kind) {
    case 'add': {
      if (active) throw new Refusal('already-exists', 'This user is a member already.');
      const { email, role, now } = command;
      return [{ type: 'MemberAdded', version: 1, data: { email, role, at: now } }];
    }
    case 'change-role': {
      if (!active) throw new Refusal('not-found', 'There is no such member.');
      const { email, role: previous } = active;
      if (command.role === previous) return [];
      const data = { email, role: command.role, previous, at: command.now };
      return [{ type: 'RoleChanged', version: 1, data }];
    }
    case 'remove':
      if (!active) return [];
      return [
        {
          type: 'MemberRemoved',
          version: 1,
          data: { email: active.email, role: active.role, at: command.now },
        },
      ];
    default:
      return command satisfies never;
  }
}

function evolve(state: Membership | undefined, event: MembershipEvent): Membership {
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
