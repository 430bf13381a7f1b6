import {
  MAX_DETAILED_PORTS,
  MAX_PORTS,
  type Port,
  type PortRef,
  type Scope,
} from '#schemas/asset/asset/port.ts';
import { defined } from '#schemas/defined.ts';
import type { Second } from '#schemas/primitives.ts';
import { firstListed, isOpen, listedAgain, type ObservedState, refOf, supersedes } from './port.ts';
import { coverageBy, newerScopes, rememberScopes, type ScopeCoverage } from './scopes.ts';
import type { PortSighting } from './sighting.ts';

/**
 * The newest observation that covers a port counts: an entry of a list, or the scope of a scan that did not list the
 * port. So the order in which scans arrive does not matter, and a port that no scan looked at stays as it is.
 */
export interface KnownPorts {
  readonly ports: readonly Port[];
  readonly scopes: readonly Scope[];
}

/** The changes that scans make to the known ports. */
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

/**
 * Adds the findings of scans, in the order of their times, to the known ones. A scan that is older than the knowledge
 * of a port changes nothing about it, and reports nothing.
 */
export function observePorts(known: KnownPorts, scans: readonly PortSighting[]): PortFindings {
  const before = byRef(known.ports);
  const { ports: after, touched, scopes: remembered } = taken(known, scans);
  const scopes = remembered.filter((scope) => !known.scopes.includes(scope));
  const kept = byRef(bounded([...after.values()]));
  const observedAt = scans.at(-1)?.observedAt ?? '';
  const implied = byRef(confirmed(known.ports, { observedAt, scopes, ports: [] }));
  for (const [ref, port] of implied) if (port !== before.get(ref)) touched.add(ref);
  const ports = [...touched]
    .filter((ref) => before.has(ref) || kept.has(ref))
    .flatMap((ref) => kept.get(ref) ?? bareIn(after, ref))
    .filter((port) => !same(implied.get(refOf(port)), port));
  const openAfter = [...after.values()].filter(isOpen).length;
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

interface Taken {
  /** All of them, however many. */
  readonly ports: Map<PortRef, Port>;
  /** Those that a scan listed or looked at. */
  readonly touched: Set<PortRef>;
  readonly scopes: readonly Scope[];
}

/** Takes in one scan after the other. */
function taken(known: KnownPorts, scans: readonly PortSighting[]): Taken {
  const ports = byRef(known.ports);
  const touched = new Set<PortRef>();
  let scopes = known.scopes;
  let coverage = coverageBy(scopes);
  for (const scan of scans) {
    for (const port of [...unlistedBy(ports, scan), ...listedBy(ports, coverage, scan)]) {
      ports.set(refOf(port), port);
      touched.add(refOf(port));
    }
    const newer = newerScopes(scopes, scan.scopes, scan.observedAt);
    if (newer.length === 0) continue;
    scopes = rememberScopes(scopes, newer);
    coverage = coverageBy(scopes);
  }
  return { ports, touched, scopes };
}

/** The knowledge after findings have been taken in. */
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
function unlistedBy(known: ReadonlyMap<PortRef, Port>, scan: PortSighting): Port[] {
  if (scan.scopes.length === 0) return [];
  const coverage = coverageBy(scan.scopes);
  const listed = new Set(scan.ports.map(refOf));
  return [...known].flatMap(([ref, port]): Port[] => {
    const scope = listed.has(ref) ? undefined : coverage.of(port);
    if (!scope) return [];
    const seen = { state: scope.otherwise, observedAt: scan.observedAt };
    return supersedes(seen, port) ? [{ ...port, ...seen }] : [];
  });
}

function listedBy(
  known: ReadonlyMap<PortRef, Port>,
  coverage: ScopeCoverage<Scope>,
  scan: PortSighting,
): Port[] {
  const own = coverageBy(scan.scopes);
  return scan.ports.flatMap((listed): Port[] => {
    const entry = known.get(refOf(listed));
    if (entry) return [listedAgain(entry, listed, scan.observedAt)];
    // A port in the state that its scope gives it needs no entry: a host has 65,535 closed ports.
    if (own.of(listed)?.otherwise === listed.state) return [];
    const fresh = firstListed(listed, scan.observedAt);
    return [coverage.all(listed).map(stateIn).reduce<Port>(newest, fresh)];
  });
}

const stateIn = ({ otherwise: state, observedAt }: Scope): ObservedState => ({ state, observedAt });

const newest = (port: Port, seen: ObservedState): Port =>
  supersedes(seen, port) ? { ...port, ...seen } : port;

/** Known ports with a scan's findings. Ports that it covers and does not mention were as before, only seen later. */
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

/** The report of a known port for which there is no room any more: its present state. */
function bareIn(ports: ReadonlyMap<PortRef, Port>, ref: PortRef): Port[] {
  const known = ports.get(ref);
  if (!known) return [];
  const { protocol, port, state, observedAt } = known;
  return [{ protocol, port, state, observedAt }];
}

/** The rest of a port when there are too many: the name of its service, and no more. */
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
