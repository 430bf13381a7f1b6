import type { AssetChanges } from '#schemas/asset/asset/events.ts';
import { type ObservedTimes, type Stamps, stampOfAttribute } from '#schemas/asset/asset/stamps.ts';
import type { AssetState } from '#schemas/asset/asset/state.ts';
import { type Attributes, MAX_ATTRIBUTES, MAX_TECHNOLOGIES, type Metadata } from '#schemas/asset/values.ts';
import type { Second } from '#schemas/primitives.ts';
import { changesIn, filled, union } from './changes.ts';
import { later } from './time.ts';

/** The asset that a scan would make of its sighting alone. */
export interface Visitor {
  readonly source: string;
  readonly status: AssetState['status'];
  readonly origin: string;
  readonly visited: Second;
  readonly ttl: number;
  readonly private: boolean;
  readonly metadata: Metadata;
  readonly tags: readonly string[];
  readonly attributes: Attributes;
  readonly technologies: readonly string[];
  readonly capability: readonly string[];
  readonly attackSurface: readonly string[];
  readonly origins: readonly string[];
}

/** The changes of a visit, and the times at which its texts were observed. */
export interface Visit {
  readonly changes: AssetChanges;
  readonly observed: ObservedTimes;
}

/** Sources whose assets never expire. */
export const isPermanent = (source: string): boolean => source === 'seed' || source === 'account';

/**
 * Visit: a scan sees it again. Lists grow, and texts overwrite when they are not empty. Only a pending asset of the
 * account's own becomes active by being seen; a frozen or deleted one stays so. Each text goes by its own newest
 * observation, so it does not matter in which order scans arrive.
 */
export function visit(state: AssetState, seen: Visitor): Visit {
  const confirmed = state.source === 'self' && state.status === 'P' && seen.status === 'A';
  const status = confirmed ? seen.status : state.status;
  const source = seen.source === 'seed' && !isPermanent(state.source) ? 'seed' : state.source;
  const told = overwriting(state.stamps, seen.visited);
  const metadata = told(state, filled(seen.metadata));
  const attributes = told(state.attributes, seen.attributes, stampOfAttribute);
  const kept = bounded({ ...state.attributes, ...attributes.texts });
  const changes = changesIn(state, {
    status,
    source,
    visited: later(state.visited, seen.visited),
    ttl: ttlAfter(state, seen, { status, source }),
    private: seen.private,
    origin: state.origin === '' ? seen.origin : state.origin,
    ...metadata.texts,
    tags: union(state.tags, seen.tags),
    capability: union(state.capability, seen.capability),
    attackSurface: union(state.attackSurface, seen.attackSurface),
    origins: union(state.origins, seen.origins),
    technologies: union(state.technologies, seen.technologies).slice(0, MAX_TECHNOLOGIES),
    attributes: kept,
  });
  const names = Object.keys(attributes.texts).filter((name) => Object.hasOwn(kept, name));
  const observed = [...Object.keys(metadata.texts), ...names.map(stampOfAttribute)];
  return { changes, observed: Object.fromEntries(observed.map((name) => [name, seen.visited])) };
}

/** The state once a visit has been made. */
export const visitedBy = (state: AssetState, { changes, observed }: Visit): AssetState =>
  Object.assign({}, state, changes, { stamps: observedStamps(state.stamps, observed) });

export const observedStamps = (stamps: Stamps, observed: ObservedTimes): Stamps => ({
  ...stamps,
  ...Object.fromEntries(Object.entries(observed).map(([name, observedAt]) => [name, { observedAt }])),
});

/**
 * The texts that are not known better. The known one is missing, is older, or is of the same second and was edited or
 * is smaller.
 */
const overwriting =
  (stamps: Stamps, at: Second) =>
  (
    known: Readonly<Record<string, unknown>>,
    told: Readonly<Record<string, string | undefined>>,
    stampOf = (name: string) => name,
  ) => {
    const texts = Object.entries(told).filter((entry): entry is [string, string] => {
      const [name, text] = entry;
      if (!text) return false;
      const current = known[name];
      const stamp = stamps[stampOf(name)];
      if (typeof current !== 'string' || current === '' || !stamp) return true;
      if (at !== stamp.observedAt) return at > stamp.observedAt;
      return stamp.edited === true || text > current;
    });
    return { texts: Object.fromEntries(texts) };
  };

/** As many as an asset holds: those that were there first. */
const bounded = (attributes: Attributes): Attributes =>
  Object.fromEntries(Object.entries(attributes).slice(0, MAX_ATTRIBUTES));

function ttlAfter(
  state: AssetState,
  seen: Visitor,
  { status, source }: { status: AssetState['status']; source: string },
): number {
  if (isPermanent(source) || seen.ttl === 0) return 0;
  return status === 'A' && state.ttl !== 0 ? Math.max(state.ttl, seen.ttl) : state.ttl;
}
