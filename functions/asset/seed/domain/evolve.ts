import type { SeedEvent } from '#schemas/asset/seed/events.ts';
import type { SeedState } from '#schemas/asset/seed/state.ts';
import { defined } from '#schemas/defined.ts';
import { withHistory } from '../../asset/domain/audit-trail.ts';

/** The start of an event whose history has no beginning. */
const UNKNOWN: SeedState = {
  kind: 'domain',
  class: 'domain',
  value: 'unknown',
  mode: 'include',
  subdomains: true,
  status: 'D',
  source: '',
  created: '1970-01-01T00:00:00Z',
  tags: [],
  history: [],
};

/** The seed after an event. */
export function evolve(known: SeedState | undefined, event: SeedEvent): SeedState {
  const state = known ?? UNKNOWN;
  switch (event.type) {
    case 'SeedAdded': {
      const { by, ...fields } = event.data;
      const entry = { from: state.status, to: fields.status, by, updated: fields.created };
      return { ...fields, history: known ? withHistory(state.history, { kind: 'added', entry }) : [] };
    }
    case 'SeedUpdated': {
      const { history: entry, ...changes } = event.data;
      const history = entry ? withHistory(state.history, { kind: 'added', entry }) : state.history;
      return Object.assign({}, state, changes, { history });
    }
    case 'SeedRemoved': {
      const { at, by, comment } = event.data;
      const entry = defined({ from: state.status, to: 'D', by, comment, updated: at });
      return { ...state, status: 'D', history: withHistory(state.history, { kind: 'added', entry }) };
    }
    default:
      return event satisfies never;
  }
}
