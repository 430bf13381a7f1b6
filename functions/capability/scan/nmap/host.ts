import type {
  PortRemainder,
  ScannedAddress,
  ScannedFinding,
  ScannedHost,
  ScannedName,
  ScannedPort,
  ScannedPortState,
  ScannedTechnology,
} from '#schemas/capability/scan/scan-report.ts';
import type { Element } from '../grammar.ts';
import {
  COST_OF_A_TEXT,
  MAX_NAMES_PER_HOST,
  MAX_OUTPUT_PER_HOST,
  MAX_PORTS_PER_HOST,
  MAX_SIGHTINGS_PER_HOST,
  MAX_TEXT_PER_HOST,
  MAX_VALUES_PER_HOST,
} from '../limits.ts';
import { ScanProblem } from '../scan-problem.ts';
import type { Warn } from '../warnings.ts';

/** A host while its element is read. */
export interface HostDraft {
  readonly element: Element;
  readonly warn: Warn;
  status: string;
  reason: string | undefined;
  mac: string | undefined;
  timedOut: boolean;
  os: ScannedHost['os'];
  outputLeft: number;
  textLeft: number;
  readonly addresses: ScannedAddress[];
  readonly names: ScannedName[];
  readonly ports: ScannedPort[];
  /** The place of each port in `ports`. */
  readonly listed: Map<string, number>;
  readonly remainder: PortRemainder[];
  readonly findings: ScannedFinding[];
}

export const draftHost = (element: Element, warn: Warn): HostDraft => ({
  element,
  warn,
  status: 'up',
  reason: undefined,
  mac: undefined,
  timedOut: element.attributes.timedout === 'true',
  os: undefined,
  outputLeft: MAX_OUTPUT_PER_HOST,
  textLeft: MAX_TEXT_PER_HOST,
  addresses: [],
  names: [],
  ports: [],
  listed: new Map(),
  remainder: [],
  findings: [],
});

/** Adds to one of a host's lists, which all have an end. */
export function add<T>(list: T[], value: T, element: Element, most = MAX_VALUES_PER_HOST): void {
  if (list.length >= most) {
    throw new ScanProblem('too-many-values', `More than ${most} <${element.name}> for one host`, element.at);
  }
  list.push(value);
}

export const addName = (host: HostDraft, name: ScannedName, element: Element): void =>
  add(host.names, name, element, MAX_NAMES_PER_HOST);

type Said = Omit<ScannedPort, 'protocol' | 'port' | 'state'>;

/** The facts of a port beside its state, for as long as the host may say more. */
export function affordable(host: HostDraft, said: Said): Said {
  const { conf: _conf, cpe, ...texts } = said;
  const cost = [...Object.values(texts), ...cpe].reduce(
    (sum, text) => (text === undefined ? sum : sum + COST_OF_A_TEXT + text.length),
    0,
  );
  if (cost > host.textLeft) return { cpe: [] };
  host.textLeft -= cost;
  return said;
}

export function addPort(host: HostDraft, port: ScannedPort, element: Element): void {
  const name = `${port.protocol}/${port.port}`;
  const place = host.listed.get(name);
  if (place !== undefined) {
    host.ports[place] = listedTwice(host.ports[place] ?? port, port);
    return;
  }
  if (host.ports.length >= MAX_PORTS_PER_HOST) {
    throw new ScanProblem(
      'too-many-ports',
      `One host lists more than ${MAX_PORTS_PER_HOST} ports`,
      element.at,
    );
  }
  host.listed.set(name, host.ports.push(port) - 1);
}

/** Merged files list a port twice. Somebody reached one that is open; of equal states the one with more facts counts. */
function listedTwice(a: ScannedPort, b: ScannedPort): ScannedPort {
  const factsOf = (port: ScannedPort) => Object.values(port).filter((value) => value !== undefined).length;
  if (a.state !== b.state) return b.state === 'open' ? b : a;
  return factsOf(b) > factsOf(a) ? b : a;
}

/** Counts entries that are no ports, together with the ports that the file only counts. */
export function countOne(
  host: HostDraft,
  protocol: string | undefined,
  state: ScannedPortState,
  element: Element,
): void {
  const same = host.remainder.findIndex((entry) => entry.protocol === protocol && entry.state === state);
  const entry = host.remainder[same];
  if (entry) host.remainder[same] = { ...entry, count: entry.count + 1 };
  else add(host.remainder, { ...(protocol && { protocol }), state, count: 1 }, element);
}

/** `cpe:/a:redis:redis:7.0.15` without its version: the product of any age. */
const productOf = (cpe: string): string => cpe.split(':').slice(0, 4).join(':');

const isApplication = (cpe: string): boolean => cpe.startsWith('cpe:/a:');

function technologiesOf({ protocol, port, product, version, cpe }: ScannedPort): ScannedTechnology[] {
  const own = cpe.find(isApplication) ?? cpe[0];
  const named = product === undefined ? [] : [{ name: product, version, cpe: own, protocol, port }];
  const others = cpe
    .filter((other) => product === undefined || other !== own)
    .map((other) => {
      const [, , , name, itsVersion] = other.split(':');
      return { name: name || other, version: itsVersion || undefined, cpe: other, protocol, port };
    });
  return [...named, ...others];
}

/** A reachable service is something that a rule may speak of, as a script's answer is. */
const reachable = ({
  protocol,
  port,
  state,
  service,
  product,
  version,
  cpe,
}: ScannedPort): ScannedFinding[] =>
  state === 'open'
    ? [...new Set(cpe.filter(isApplication).map(productOf))].map((detector) => ({
        detector,
        protocol,
        port,
        output: [product ?? service, version].filter((part) => part !== undefined).join(' '),
      }))
    : [];

function assertReadable({ names, ports, element }: HostDraft): void {
  if (names.length * ports.length <= MAX_SIGHTINGS_PER_HOST) return;
  throw new ScanProblem(
    'too-many-values',
    `One host has ${names.length} names and lists ${ports.length} ports: more than can be read of each name`,
    element.at,
  );
}

/** A host with an open port is up, whatever the file calls it. */
function statusOf({ status, ports }: HostDraft): ScannedHost['status'] | undefined {
  if (status === 'up' || status === 'down') return status;
  return ports.some(({ state }) => state === 'open') ? 'up' : undefined;
}

/** The host as reports have it; undefined when the scanner says neither up nor down (a list scan, a host that was skipped). */
export function finishHost(
  draft: HostDraft,
  { observedAt, scope, toLine }: { observedAt: string; scope: ScannedHost['scope']; toLine: number },
): ScannedHost | undefined {
  const status = statusOf(draft);
  if (!status) return undefined;
  assertReadable(draft);
  const [address, ...otherAddresses] = draft.addresses;
  return {
    status,
    observedAt,
    address,
    otherAddresses,
    mac: draft.mac,
    names: draft.names,
    reason: draft.reason,
    scope: status === 'down' || draft.timedOut ? [] : scope,
    ports: draft.ports,
    remainder: draft.remainder,
    os: draft.os,
    technologies: draft.ports.flatMap(technologiesOf),
    findings: [...draft.findings, ...draft.ports.flatMap(reachable)],
    evidence: { fromLine: draft.element.at.line, toLine },
  };
}
