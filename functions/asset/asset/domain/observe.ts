import type { AssetDiscovered, AssetScanned } from '#schemas/asset/asset/events.ts';
import type { AssetState } from '#schemas/asset/asset/state.ts';
import { defined } from '#schemas/defined.ts';
import type { Instant } from '#schemas/primitives.ts';
import type { SuffixRules } from '#shared/net/public-suffix/public-suffix.ts';
import type { Match } from '../../seed/domain/match.ts';
import { changesIn, isEmpty } from './changes.ts';
import { classOf } from './class.ts';
import { type Identity, identify } from './normalise.ts';
import { placementOf } from './placement.ts';
import { observePorts } from './ports.ts';
import { outweighs, presenceIn } from './presence.ts';
import { NOTHING_ANSWERS, type PortSighting, type Sighting } from './sighting.ts';
import { expiryFrom, toSecond } from './time.ts';
import { type Visit, type Visitor, visit, visitedBy } from './visit.ts';

const causeOf = ({ import: importId, discovery }: Sighting) => defined({ import: importId, discovery });

const identityOf = (sighting: Sighting): Identity => identify({ ...sighting, source: sighting.capability });

/** The asset that the sighting alone would make. Expiry counts from the arrival, and not from when the scanner ran. */
const visitorOf = (identity: Identity, sighting: Sighting, now: Instant): Visitor => ({
  source: sighting.capability,
  status: 'A',
  origin: '',
  visited: sighting.observedAt,
  ttl: expiryFrom(now),
  private: identity.private,
  metadata: { ...identity.metadata, ...sighting.metadata },
  tags: sighting.tags,
  attributes: sighting.attributes,
  technologies: sighting.technologies,
  capability: [sighting.capability],
  attackSurface: sighting.attackSurface,
  origins: sighting.origins,
});

const byTime = (sightings: readonly Sighting[]): Sighting[] =>
  sightings.toSorted((a, b) => (a.observedAt < b.observedAt ? -1 : Number(a.observedAt > b.observedAt)));

/** A host that does not answer lets nobody reach any of its ports. */
const looked = ({ up, observedAt, scopes, ports }: Sighting): PortSighting =>
  up ? { observedAt, scopes, ports } : { observedAt, scopes: NOTHING_ANSWERS, ports: [] };

/** The changes of all sightings that got an answer, together. */
function visits(state: AssetState, sightings: readonly Sighting[], now: Instant): Visit {
  let current = state;
  let [changes, observed]: [Visit['changes'], Visit['observed']] = [{}, {}];
  for (const sighting of sightings.filter(({ up }) => up)) {
    const made = visit(current, visitorOf(identityOf(sighting), sighting, now));
    current = visitedBy(current, made);
    [changes, observed] = [
      { ...changes, ...made.changes },
      { ...observed, ...made.observed },
    ];
  }
  return { changes: changesIn(state, changes), observed };
}

/** The moment of a discovery, the suffixes that it classifies names by, and the seeds' word on the host. */
interface Discovering {
  readonly now: Instant;
  readonly suffixes: SuffixRules;
  readonly match: Match;
}

/** A host before anything is known of it. */
function blank(sighting: Sighting, { now, suffixes, match }: Discovering): AssetState {
  const { dns, name, private: isPrivate } = identityOf(sighting);
  const kind = classOf({ dns, name, source: sighting.capability }, suffixes);
  const { source, status, origin, visited, ttl } = visitorOf(identityOf(sighting), sighting, now);
  const nothing = { tags: [], technologies: [], capability: [], attackSurface: [], origins: [], history: [] };
  return {
    ...{ dns, name, class: kind, private: isPrivate, source, status, origin, visited, ttl },
    ...{ created: toSecond(now), attributes: {}, ports: [], scopes: [], stamps: {} },
    ...nothing,
    ...placementOf(match, source),
  };
}

/** A host that nobody knew: a new asset with all that the scan says. Nothing where it never answered. */
export function discover(
  sightings: readonly Sighting[],
  discovering: Discovering,
): AssetDiscovered | undefined {
  const ordered = byTime(sightings);
  const first = ordered.find(({ up }) => up);
  if (!first) return undefined;
  const unknown = blank(first, discovering);
  const { changes, observed } = visits(unknown, ordered, discovering.now);
  const { ports, scopes, tarpit } = observePorts(unknown, ordered.map(looked));
  const { history: _history, stamps: _stamps, ...fields } = unknown;
  return {
    type: 'AssetDiscovered',
    version: 3,
    data: Object.assign(fields, changes, {
      ...{ status: 'A' as const, ports: [...ports], scopes: [...scopes], by: first.capability, observed },
      ...causeOf(first),
      ...defined({ presence: presenceIn(ordered), tarpit }),
    }),
  };
}

/**
 * A known host, seen again or looked for in vain.
 *
 * One that is deleted by a person stays deleted, as Visit never changes that status: the visit is noted, and reported as no change. Frozen ones
 * are observed like any other. A host that does not answer is gone, and its ports with it: nobody reaches them. It is not visited
 * by that, so it expires in its time.
 */
export function scan(state: AssetState, sightings: readonly Sighting[], now: Instant): AssetScanned[] {
  const ordered = byTime(sightings);
  const newest = ordered.at(-1);
  const presence = presenceIn(ordered);
  if (!newest || !presence) return [];
  const { ports, scopes, opened, closed, tarpit } = observePorts(state, ordered.map(looked));
  const { changes, observed } = visits(state, ordered, now);
  const newer = outweighs(presence, state.presence);
  const nothing = isEmpty(changes) && isEmpty(observed) && ports.length + scopes.length === 0 && !newer;
  if (nothing) return [];
  const reported = state.status !== 'D';
  const { up, observedAt } = presence;
  const turned = newer && up !== (state.presence?.up !== false);
  const event: AssetScanned = {
    type: 'AssetScanned',
    version: 3,
    data: {
      capability: newest.capability,
      observedAt,
      changes,
      observed,
      scopes: [...scopes],
      ports: [...ports],
      opened: reported ? [...opened] : [],
      closed: reported ? [...closed] : [],
      up,
      ...causeOf(newest),
      ...defined({
        appeared: (reported && turned && up) || undefined,
        gone: (reported && turned && !up) || undefined,
        tarpit,
      }),
    },
  };
  return [event];
}
