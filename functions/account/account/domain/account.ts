import { type Account, MAX_ADMINS, Account as State } from '#schemas/account/account/state.ts';
import { type AccountEvent, accountUpcasters, AccountEvent as Events } from '#schemas/account/events.ts';
import type { Email } from '#schemas/account/user/state.ts';
import { Refusal } from '#schemas/errors.ts';
import type { Instant } from '#schemas/primitives.ts';
import type { Aggregate } from '#shared/aggregate/aggregate.ts';

export type AccountCommand =
  | { readonly kind: 'create'; readonly name: string; readonly owner: Email; readonly now: Instant }
  | { readonly kind: 'rename'; readonly name: string }
  | { readonly kind: 'appoint-admin'; readonly email: Email }
  | { readonly kind: 'dismiss-admin'; readonly email: Email };

/**
 * A tenant, and who is an admin of it.
 *
 * An account always has an admin. That is a rule over several members, and only a condition on one item holds under a race; so who is an
 * admin is decided here and nowhere else. A membership records the role as well (for its history, its version and those who follow it),
 * but where the two differ, after a crash between the two writes, this list wins: `effectiveRole`.
 */
export const account: Aggregate<Account, AccountCommand, AccountEvent> = {
  type: 'Account',
  service: 'account',
  prefix: 'ACCOUNT',
  shards: 1,
  state: State,
  stateVersion: 1,
  events: Events,
  upcasters: accountUpcasters,
  decide,
  evolve,
  index: (state) => ({
    byType: { partition: 'ACCOUNT', sort: `CREATED#${state.created}` },
    summary: { name: state.name, status: state.status },
  }),
};

function decide(command: AccountCommand, state: Account | undefined): readonly AccountEvent[] {
  if (command.kind === 'create') {
    if (state) throw new Refusal('already-exists', 'There is such an account already.');
    const { name, owner, now } = command;
    return [{ type: 'AccountCreated', version: 1, data: { name, owner, created: now } }];
  }
  if (!state) throw new Refusal('not-found', 'There is no such account.');
  switch (command.kind) {
    case 'rename':
      if (command.name === state.name) return [];
      return [{ type: 'AccountRenamed', version: 1, data: { name: command.name, previous: state.name } }];
    case 'appoint-admin':
      return appoint(command.email, state);
    case 'dismiss-admin':
      return dismiss(command.email, state);
    default:
      return command satisfies never;
  }
}

function appoint(email: Email, { admins }: Account): readonly AccountEvent[] {
  if (admins.includes(email)) return [];
  if (admins.length >= MAX_ADMINS) {
    throw new Refusal('too-many-admins', `An account has at most ${MAX_ADMINS} admins.`);
  }
  return [{ type: 'AdminAppointed', version: 1, data: { email } }];
}

function dismiss(email: Email, { admins }: Account): readonly AccountEvent[] {
  if (!admins.includes(email)) return [];
  if (admins.length === 1) {
    throw new Refusal('last-admin', 'The last admin of an account cannot be removed, nor get another role.');
  }
  return [{ type: 'AdminDismissed', version: 1, data: { email } }];
}

function evolve(state: Account | undefined, event: AccountEvent): Account {
  const current = state ?? NOTHING;
  switch (event.type) {
    case 'AccountCreated': {
      const { name, owner, created } = event.data;
      return { name, owner, status: 'active', created, admins: [owner] };
    }
    case 'AccountRenamed':
      return { ...current, name: event.data.name };
    case 'AdminAppointed':
      return { ...current, admins: [...current.admins, event.data.email] };
    case 'AdminDismissed':
      return { ...current, admins: current.admins.filter((email) => email !== event.data.email) };
    default:
      return event satisfies never;
  }
}

/** What other events than the first start from, so that evolve is total; decide never leads there. */
const NOTHING: Account = { name: '', owner: '', status: 'active', created: '', admins: [] };
