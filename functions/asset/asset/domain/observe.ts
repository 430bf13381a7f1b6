import type { AssetDiscovered, AssetEvent, AssetScanned } from '#schemas/asset/asset/events.ts';
import type { AssetState } from '#schemas/asset/asset/state.ts';
import { MAX_ATTRIBUTES, MAX_TECHNOLOGIES } from '#schemas/asset/values.ts';
import { defined } from '#schemas/defined.ts';
import type { Instant } from '#schemas/primitives.ts';
import { isEmpty } from './changes.ts';
import { type Identity, identify } from './normalise.ts';
import { observePorts } from './ports.ts';
import { NOTHING_ANSWERS, type Sighting } from './sighting.ts';
import { expiryFrom, toSecond } from './time.ts';
import { type Visitor, visit } from './visit.ts';

const causeOf = ({ import: importId, discovery }: Sighting) => defined({ import: importId, discovery });

/** The asset that the sighting alone would make. Expiry counts from the arrival, and not from when the scanner ran. */
const seenBy = (identity: Identity, sighting: Sighting, now: Instant): Visitor => ({
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

/** A host that nobody knew: a new asset with all that the scan says. */
export function discover(sighting: Sighting, now: Instant): AssetDiscovered {
  const identity = identify({ ...sighting, source: sighting.capability });
  const { metadata, technologies, attributes, ...seen } = seenBy(identity, sighting, now);
  const { ports, scopes, tarpit } = observePorts({ ports: [], scopes: [] }, sighting);
  return {
    type: 'AssetDiscovered',
    version: 1,
    data: {
      ...metadata,
      ...seen,
      status: 'A',
      dns: identity.dns,
      name: identity.name,
      class: identity.class,
      created: toSecond(now),
      tags: [...seen.tags],
      technologies: technologies.slice(0, MAX_TECHNOLOGIES),
      attributes: Object.fromEntries(Object.entries(attributes).slice(0, MAX_ATTRIBUTES)),
      capability: [...seen.capability],
      attackSurface: [...seen.attackSurface],
      origins: [...seen.origins],
      ports: [...ports],
      scopes: [...scopes],
      presence: { up: true, observedAt: sighting.observedAt },
      by: sighting.capability,
      ...causeOf(sighting),
      ...defined({ tarpit }),
    },
  };
}

/**
 * A known host, seen again or looked for in vain.
 *
 * One that is deleted by a person stays deleted, as Visit never changes that status: the visit is noted, and reported as no change. Frozen ones
 * are observed like any other. A host that does not answer is gone, and its ports with it: nobody reaches them. It is not visited
 * by that, so it expires in its time.
 */
export function scan(state: AssetState, sighting: Sighting, now: Instant): readonly AssetEvent[] {
  const { up, observedAt } = sighting;
  const identity = identify({ ...sighting, source: sighting.capability });
  const looked = up ? sighting : { observedAt, scopes: NOTHING_ANSWERS, ports: [] };
  const { ports, scopes, opened, closed, tarpit } = observePorts(state, looked);
  const changes = up ? visit(state, seenBy(identity, sighting, now)) : {};
  const newer = observedAt > (state.presence?.observedAt ?? '');
  const nothing = isEmpty(changes) && ports.length === 0 && scopes.length === 0 && !newer;
  if (nothing) return [];
  const reported = state.status !== 'D';
  const wasUp = state.presence?.up !== false;
  const turned = reported && newer && up !== wasUp;
  const event: AssetScanned = {
    type: 'AssetScanned',
    version: 1,
    data: {
      capability: sighting.capability,
      observedAt,
      changes,
      scopes: [...scopes],
      ports: [...ports],
      opened: reported ? [...opened] : [],
      closed: reported ? [...closed] : [],
      up,
      ...causeOf(sighting),
      ...defined({ appeared: (turned && up) || undefined, gone: (turned && !up) || undefined, tarpit }),
    },
  };
  return [event];
}
