import {
  MAX_DETAILED_PORTS,
  MAX_PORTS,
  type Port,
  type PortRef,
  type Scope,
  type Service,
} from '#schemas/asset/asset/port.ts';
import { defined } from '#schemas/defined.ts';
import type { Second } from '#schemas/primitives.ts';
import { coverageBy, newerScopes, rememberScopes } from './scopes.ts';
import type { ListedPort, PortSighting } from './sighting.ts';

/**
 * What counts for a port is the newest observation that covers it: an entry of a list, or the scope of a scan that did not list it.
 * So the order in which scans arrive does not matter, and what no scan looked at stays as it is.
 */
export interface KnownPorts {
  readonly ports: readonly Port[];
  readonly scopes: readonly Scope[];
}

/** What a scan changes of what is known. */
export interface PortFindings {
  /** New or different ones, whole. A known port that `scopes` cover and that is not here was as it had been. */
  readonly ports: readonly Port[];
  readonly scopes: readonly Scope[];
  readonly opened: readonly PortRef[];
  /** Were open and are not any more: their state says how they are now. */
  readonly closed: readonly PortRef[];
  /** How many open ports there are, when they are more than an asset holds. */
  readonly tarpit?: number;
}

export const refOf = ({ protocol, port }: Pick<Port, 'protocol' | 'port'>): PortRef => `${protocol}/${port}`;

export const isOpen = ({ state }: Pick<Port, 'state'>): boolean => state === 'open';

/** What a scan adds to what is known. An older scan than what is known of a port changes nothing about it, and reports nothing. */
export function observePorts(known: KnownPorts, scan: PortSighting): PortFindings {
  const before = byRef(known.ports);
  const scopes = newerScopes(known.scopes, scan.scopes, scan.observedAt);
  const after = new Map([...closeUnlisted(before, scan), ...takeListed(before, known.scopes, scan)]);
  const all = [...new Map([...before, ...after]).values()];
  const kept = byRef(bounded(all));
  const implied = byRef(confirmed(known.ports, { observedAt: scan.observedAt, scopes, ports: [] }));
  const ports = [...after]
    .filter(([ref]) => before.has(ref) || kept.has(ref))
    .map(([ref, port]) => kept.get(ref) ?? bare(port))
    .filter((port) => !same(implied.get(refOf(port)), port));
  const openAfter = all.filter(isOpen).length;
  return defined({
    ports,
    scopes,
    opened: ports
      .filter((port) => isOpen(port) && !wasOpen(before, port) && kept.has(refOf(port)))
      .map(refOf),
    closed: ports.filter((port) => !isOpen(port) && wasOpen(before, port)).map(refOf),
    tarpit: openAfter > MAX_PORTS ? openAfter : undefined,
  });
}

/** What is known once findings have been taken in. */
export const withFindings = (
  known: KnownPorts,
  findings: { observedAt: Second; ports: readonly Port[]; scopes: readonly Scope[] },
): { ports: Port[]; scopes: Scope[] } => ({
  ports: bounded(confirmed(known.ports, findings)),
  scopes: rememberScopes(known.scopes, findings.scopes),
});

const byRef = (ports: readonly Port[]): Map<PortRef, Port> =>
  new Map(ports.map((port) => [refOf(port), port]));

const wasOpen = (before: ReadonlyMap<PortRef, Port>, port: Port): boolean => {
  const known = before.get(refOf(port));
  return known !== undefined && isOpen(known);
};

/** Known ports that the scan looked at without listing them. */
function closeUnlisted(before: ReadonlyMap<PortRef, Port>, scan: PortSighting): [PortRef, Port][] {
  const coverage = coverageBy(scan.scopes);
  const listed = new Set(scan.ports.map(refOf));
  return [...before].flatMap(([ref, port]): [PortRef, Port][] => {
    const scope = listed.has(ref) ? undefined : coverage.of(port);
    if (!scope || scan.observedAt <= port.observedAt) return [];
    return [[ref, { ...port, state: scope.otherwise, observedAt: scan.observedAt }]];
  });
}

function takeListed(
  before: ReadonlyMap<PortRef, Port>,
  knownScopes: readonly Scope[],
  scan: PortSighting,
): [PortRef, Port][] {
  const own = coverageBy(scan.scopes);
  const known = coverageBy(knownScopes);
  return scan.ports.flatMap((listed): [PortRef, Port][] => {
    const ref = refOf(listed);
    const entry = before.get(ref);
    if (entry) return [[ref, again(entry, listed, scan.observedAt)]];
    // What the scope says of it already needs no entry: a host has 65,535 closed ports.
    if (own.of(listed)?.otherwise === listed.state) return [];
    const fresh = first(listed, scan.observedAt);
    const newer = known.of(listed);
    if (!newer || newer.observedAt < scan.observedAt) return [[ref, fresh]];
    return [[ref, { ...fresh, state: newer.otherwise, observedAt: newer.observedAt }]];
  });
}

/** Empty texts and lists say nothing. */
const serviceOf = ({ service, product, version, info, tunnel, technologies }: ListedPort): Service =>
  defined({
    service: service || undefined,
    product: product || undefined,
    version: version || undefined,
    info: info || undefined,
    tunnel: tunnel || undefined,
    technologies: technologies?.length ? technologies : undefined,
  });

/** Of a port that does not answer a scanner can only guess the service, by its number. */
const guessOf = ({ service }: ListedPort): Service => defined({ service: service || undefined });

const first = (listed: ListedPort, observedAt: Second): Port => ({
  protocol: listed.protocol,
  port: listed.port,
  state: listed.state,
  observedAt,
  ...(isOpen(listed) ? { openAt: observedAt, ...serviceOf(listed) } : guessOf(listed)),
});

/** A known port, listed once more. State and service each go by their own newest observation. */
function again(known: Port, listed: ListedPort, observedAt: Second): Port {
  const { protocol, port, state, observedAt: knownAt, openAt, ...service } = known;
  const newest = observedAt > knownAt ? { state: listed.state, observedAt } : { state, observedAt: knownAt };
  if (isOpen(listed) && observedAt > (openAt ?? '')) {
    return { protocol, port, ...newest, openAt: observedAt, ...serviceOf(listed) };
  }
  return {
    protocol,
    port,
    ...newest,
    ...(openAt === undefined ? { ...guessOf(listed), ...service } : { openAt, ...service }),
  };
}

/** Known ports with what a scan found: those that it covers and does not mention were as they had been, only seen later. */
function confirmed(
  known: readonly Port[],
  { observedAt, scopes, ports }: { observedAt: Second; scopes: readonly Scope[]; ports: readonly Port[] },
): Port[] {
  const coverage = coverageBy(scopes);
  const mentioned = byRef(ports);
  const others = known.filter((port) => !mentioned.has(refOf(port)));
  return [
    ...others.map((port) =>
      observedAt > port.observedAt && coverage.of(port)
        ? defined({ ...port, observedAt, openAt: isOpen(port) ? observedAt : port.openAt })
        : port,
    ),
    ...ports,
  ];
}

const weightOf = (port: Port): number => {
  if (isOpen(port)) return 0;
  return port.state === 'closed' ? 2 : 1;
};

const byNumber = (a: Port, b: Port): number =>
  a.port - b.port || (a.protocol < b.protocol ? -1 : Number(a.protocol > b.protocol));

/** What is told of a known port for which there is no room any more: how it is now. */
const bare = ({ protocol, port, state, observedAt }: Port): Port => ({ protocol, port, state, observedAt });

/** What is left of a port when there are too many: the name of its service, and no more. */
const withoutDetails = ({ protocol, port, state, observedAt, openAt, service }: Port): Port =>
  defined({ protocol, port, state, observedAt, openAt, service });

/** As many as an asset holds, and as much of each, in order of their numbers. Open ones stay before the others. */
const bounded = (ports: readonly Port[]): Port[] =>
  ports
    .toSorted((a, b) => weightOf(a) - weightOf(b) || byNumber(a, b))
    .slice(0, MAX_PORTS)
    .map((port, rank) => (rank < MAX_DETAILED_PORTS ? port : withoutDetails(port)))
    .toSorted(byNumber);

const same = (a: Port | undefined, b: Port): boolean =>
  a !== undefined && JSON.stringify(sorted(a)) === JSON.stringify(sorted(b));

const sorted = (port: Port): [string, unknown][] =>
  Object.entries(port).toSorted(([a], [b]) => (a < b ? -1 : Number(a > b)));
