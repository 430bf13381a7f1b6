import type { AssetChanges } from '#schemas/asset/asset/events.ts';
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

/** Sources whose assets never expire. */
export const isPermanent = (source: string): boolean => source === 'seed' || source === 'account';

/**
 * Visit: a scan sees it again. Lists grow, texts overwrite when they are not empty, and only a pending asset of the account's own becomes
 * active by being seen: what a person froze or deleted stays so. Nothing moves back in time, whatever the order in which scans arrive: one that
 * comes late fills gaps and overwrites nothing.
 */
export function visit(state: AssetState, seen: Visitor): AssetChanges {
  const confirmed = state.source === 'self' && state.status === 'P' && seen.status === 'A';
  const status = confirmed ? seen.status : state.status;
  const source = seen.source === 'seed' && !isPermanent(state.source) ? 'seed' : state.source;
  const isLate = seen.visited < state.visited;
  const attributes = isLate ? missingFrom(state.attributes, seen.attributes) : seen.attributes;
  const metadata = filled(seen.metadata);
  return changesIn(state, {
    status,
    source,
    visited: later(state.visited, seen.visited),
    ttl: ttlAfter(state, seen, { status, source }),
    private: seen.private,
    origin: state.origin === '' ? seen.origin : state.origin,
    ...(isLate ? missingFrom(state, metadata) : metadata),
    tags: union(state.tags, seen.tags),
    capability: union(state.capability, seen.capability),
    attackSurface: union(state.attackSurface, seen.attackSurface),
    origins: union(state.origins, seen.origins),
    technologies: union(state.technologies, seen.technologies).slice(0, MAX_TECHNOLOGIES),
    attributes: Object.fromEntries(
      Object.entries({ ...state.attributes, ...attributes }).slice(0, MAX_ATTRIBUTES),
    ),
  });
}

/** The entries of `told` that are not known yet. */
function missingFrom<T>(
  known: Readonly<Record<string, unknown>>,
  told: Readonly<Record<string, T>>,
): Record<string, T> {
  return Object.fromEntries(Object.entries(told).filter(([name]) => !known[name]));
}

function ttlAfter(
  state: AssetState,
  seen: Visitor,
  { status, source }: { status: AssetState['status']; source: string },
): number {
  if (isPermanent(source) || seen.ttl === 0) return 0;
  return status === 'A' && state.ttl !== 0 ? Math.max(state.ttl, seen.ttl) : state.ttl;
}
