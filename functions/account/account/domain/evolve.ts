import type { AccountEvent } from '#schemas/account/account/events.ts';
import type { AccountState } from '#schemas/account/account/state.ts';

export function evolve(state: AccountState | undefined, event: AccountEvent): AccountState {
  const current = state ?? UNCREATED;
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

/** The start of any event but the first, so that evolve is total; decide never leads there. */
const UNCREATED: AccountState = { name: '', owner: '', status: 'active', created: '', admins: [] };
