import type { AssetChanges, AssetDiscovered, AssetEvent, AssetScanned } from '#schemas/asset/asset/events.ts';
import { MAX_PORTS } from '#schemas/asset/asset/port.ts';
import { editedStamps, type Stamps, stampedTexts } from '#schemas/asset/asset/stamps.ts';
import type { AssetState } from '#schemas/asset/asset/state.ts';
import { defined } from '#schemas/defined.ts';
import { withHistory } from './audit-trail.ts';
import { isOpen } from './port.ts';
import { withFindings } from './ports.ts';
import { outweighs } from './presence.ts';
import { observedStamps } from './visit.ts';

/** The start of an event whose history has no beginning, so that evolve is total and a reader never stops. */
const UNKNOWN: AssetState = {
  dns: 'unknown',
  name: 'unknown',
  class: '',
  private: false,
  status: 'D',
  source: '',
  origin: '',
  created: '1970-01-01T00:00:00Z',
  visited: '1970-01-01T00:00:00Z',
  ttl: 0,
  tags: [],
  attributes: {},
  technologies: [],
  capability: [],
  attackSurface: [],
  origins: [],
  history: [],
  ports: [],
  scopes: [],
  stamps: {},
  inScope: true,
};

/** The asset after an event. Only events of its own discovery, and of its seeds, leave `soleDiscovery` in place. */
export function evolve(known: AssetState | undefined, event: AssetEvent): AssetState {
  const state = known ?? UNKNOWN;
  const { soleDiscovery, ...shared } = state;
  switch (event.type) {
    case 'AssetDiscovered':
      return born(known, event.data);
    case 'AssetScanned':
      return scanned(event.data.discovery === soleDiscovery ? state : shared, event.data);
    case 'AssetUpdated': {
      const { changes, history } = event.data;
      const after = withChanges(shared, changes);
      const stamps = stampsAfterEdit(state, after);
      return revived({ ...after, stamps, history: withHistory(state.history, history) });
    }
    case 'AssetTagged':
      return { ...shared, tags: event.data.tags };
    case 'AssetReclassified': {
      const { at, by, comment } = event.data;
      const entry = { by, comment: comment ?? '', updated: at };
      const history = comment ? withHistory(state.history, { kind: 'added', entry }) : state.history;
      return { ...shared, class: event.data.class, history };
    }
    case 'AssetScopeChanged': {
      const { seed: _seed, ...others } = state;
      return { ...others, ...event.data };
    }
    case 'AssetDeleted': {
      const { reason, at, by, comment } = event.data;
      const entry = defined({ from: state.status, to: 'D', by, comment, updated: at });
      const history = withHistory(state.history, { kind: 'added', entry });
      return { ...shared, status: 'D', ttl: 0, deletion: { reason, at }, history };
    }
    default:
      return event satisfies never;
  }
}

/** Changes come out of JSON, where a field is there or is not: none of them is present and undefined. */
const withChanges = (state: AssetState, changes: AssetChanges): AssetState =>
  Object.assign({}, state, changes);

/** A text that was edited is as old as the last visit; one that is gone has no age. */
function stampsAfterEdit(before: AssetState, after: AssetState): Stamps {
  const known = stampedTexts(before);
  const edited = editedStamps(after);
  const stamps = Object.entries(stampedTexts(after)).map(([name, text]) => [
    name,
    (text === known[name] && before.stamps[name]) || edited[name],
  ]);
  return Object.fromEntries(stamps);
}

function revived(state: AssetState): AssetState {
  const { deletion, ...rest } = state;
  return state.status === 'D' ? state : rest;
}

/** A new life begins without the knowledge of the last one, except for its audit trail. */
function born(known: AssetState | undefined, data: AssetDiscovered['data']): AssetState {
  const { by, import: _import, discovery, tarpit, presence, ports, scopes, observed = {}, ...fields } = data;
  const entry = { from: known?.status ?? '', to: data.status, by, updated: data.created };
  const findings = { observedAt: data.visited, ports, scopes };
  return defined({
    ...fields,
    history: known ? withHistory(known.history, { kind: 'added', entry }) : [],
    ...withFindings({ ports: [], scopes: [] }, findings),
    presence,
    stamps: observedStamps(editedStamps(fields), observed),
    tarpit: tarpit === undefined ? undefined : { counted: tarpit, observedAt: data.visited },
    soleDiscovery: discovery,
  });
}

function scanned({ tarpit: known, ...state }: AssetState, data: AssetScanned['data']): AssetState {
  const found = withFindings(state, data);
  const { observedAt, up } = data;
  const tarpit = data.tarpit === undefined ? known : { counted: data.tarpit, observedAt };
  const full = found.ports.filter(isOpen).length === MAX_PORTS;
  const newer = data.observed
    ? outweighs({ up, observedAt }, state.presence)
    : observedAt > (state.presence?.observedAt ?? '');
  const after = withChanges(state, data.changes);
  return defined({
    ...after,
    ...found,
    stamps: data.observed ? observedStamps(state.stamps, data.observed) : editedStamps(after),
    presence: newer ? { up, observedAt } : state.presence,
    tarpit: full ? tarpit : undefined,
  });
}
