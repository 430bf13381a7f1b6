import type { Port, PortRef, PortService, PortState } from '#schemas/asset/asset/port.ts';
import { defined } from '#schemas/defined.ts';
import type { Second } from '#schemas/primitives.ts';
import type { ListedPort } from './sighting.ts';

export const refOf = ({ protocol, port }: Pick<Port, 'protocol' | 'port'>): PortRef => `${protocol}/${port}`;

export const isOpen = ({ state }: Pick<Port, 'state'>): boolean => state === 'open';

/** A state, and when it was observed. */
export type ObservedState = Pick<Port, 'state' | 'observedAt'>;

/**
 * Of two states at the same second, the one that says more about the answer counts. So it does not matter which one
 * arrives first.
 */
const WEIGHT: Readonly<Record<PortState, number>> = {
  open: 4,
  'open|filtered': 3,
  filtered: 2,
  'closed|filtered': 1,
  closed: 0,
};

/** `open|filtered` and `closed|filtered`: no answer told which, so nobody knows. */
const isUnknown = ({ state }: Pick<Port, 'state'>): boolean =>
  state === 'open|filtered' || state === 'closed|filtered';

/**
 * Whether an observation replaces the known one: it is newer, or it was made at the same second and weighs more. One
 * that tells nothing replaces none that told something, however old that is.
 */
export function supersedes(seen: ObservedState, known: ObservedState): boolean {
  if (isUnknown(seen) !== isUnknown(known)) return isUnknown(known);
  if (seen.observedAt !== known.observedAt) return seen.observedAt > known.observedAt;
  return WEIGHT[seen.state] > WEIGHT[known.state];
}

/** Empty texts and lists say nothing. */
const serviceOf = ({ service, product, version, info, tunnel, technologies }: ListedPort): PortService =>
  defined({
    service: service || undefined,
    product: product || undefined,
    version: version || undefined,
    info: info || undefined,
    tunnel: tunnel || undefined,
    technologies: technologies?.length ? technologies : undefined,
  });

/** Of a port that does not answer, a scanner can only guess the service, by its number. */
const guessOf = ({ service }: ListedPort): PortService => defined({ service: service || undefined });

/** A port that nobody listed before. */
export const firstListed = (listed: ListedPort, observedAt: Second): Port => ({
  protocol: listed.protocol,
  port: listed.port,
  state: listed.state,
  observedAt,
  ...(isOpen(listed) ? { openAt: observedAt, ...serviceOf(listed) } : guessOf(listed)),
});

/** A known port, listed once more. State and service each go by their own newest observation. */
export function listedAgain(known: Port, listed: ListedPort, observedAt: Second): Port {
  const { protocol, port, state, observedAt: knownAt, openAt, ...service } = known;
  const seen = { state: listed.state, observedAt };
  const newest = supersedes(seen, known) ? seen : { state, observedAt: knownAt };
  if (isOpen(listed) && tellsMore(serviceOf(listed), observedAt, service, openAt)) {
    return { protocol, port, ...newest, openAt: observedAt, ...serviceOf(listed) };
  }
  return {
    protocol,
    port,
    ...newest,
    ...(openAt === undefined ? guess(guessOf(listed), service) : { openAt, ...service }),
  };
}

const textOf = (service: PortService): string => JSON.stringify(Object.entries(service).toSorted());

/** Of two services that answered at the same second, the one whose text is greater counts. */
const tellsMore = (
  seen: PortService,
  seenAt: Second,
  known: PortService,
  knownAt: Second | undefined,
): boolean => seenAt > (knownAt ?? '') || (seenAt === knownAt && textOf(seen) > textOf(known));

const guess = (seen: PortService, known: PortService): PortService =>
  known.service === undefined || (seen.service !== undefined && seen.service < known.service) ? seen : known;
