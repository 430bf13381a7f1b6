import type {
  ProtocolScope,
  ScannedHost,
  ScannedPort,
  ScannedPortState,
  ScannedTechnology,
} from '#schemas/capability/scan/scan-report.ts';
import { toAscii } from '../asset/domain/normalise.ts';
import { portsText } from '../asset/domain/ranges.ts';
import type { ListedPort, LookedAt, Sighting } from '../asset/domain/sighting.ts';
import { toSecond } from '../asset/domain/time.ts';

const MOST_TECHNOLOGIES = 2;
/**
 * Characters that an asset keeps of a scanner's words on one port: an event of a thousand ports fits on the bus and
 * in the table.
 */
const MOST = { service: 24, product: 80, version: 40, info: 80, tunnel: 16, technology: 80 } as const;

interface Origin {
  readonly capability: string;
  readonly import: string;
  readonly discovery: string;
}

/**
 * A host of a report as the assets see it: one sighting per name of its address. A host without a name stands for itself by its address, one
 * without an address by its name.
 */
export function sightingsOf(
  host: ScannedHost,
  fileScopes: readonly ProtocolScope[],
  origin: Origin,
): Sighting[] {
  const address = host.address?.value;
  const names = distinct(host.names.map(({ name }) => name));
  const found = Map.groupBy(host.technologies, placeOf);
  const pairs = names.length > 0 ? names.map((dns) => ({ dns, name: address ?? dns })) : [sameTwice(address)];
  const seen = {
    ...origin,
    up: host.status === 'up',
    observedAt: toSecond(host.observedAt),
    scopes: scopesOf(host, fileScopes),
    ports: host.ports.flatMap((port) => listedPort(port, found.get(placeOf(port)) ?? [])),
    technologies: [...(host.os?.cpe ?? []).map(cutLabel), ...host.technologies.filter(isOfHost).map(labelOf)],
    attributes: {
      ...(host.os && { os: host.os.name }),
      ...(host.mac && { mac: host.mac }),
      ...otherAddresses(host),
    },
    metadata: {},
    tags: [],
    attackSurface: [],
    origins: [],
  };
  return pairs.map((pair) => ({ ...pair, ...seen }));
}

/** A name that stands twice, in other letters or as an answer of the DNS, is one name: as it is spelled first. */
function distinct(names: readonly string[]): string[] {
  const spelled = new Map<string, string>();
  for (const name of names) {
    const ascii = toAscii(name).toLowerCase();
    if (!spelled.has(ascii)) spelled.set(ascii, name);
  }
  return [...spelled.values()];
}

const sameTwice = (address = '') => ({ dns: address, name: address });

/** They lead to the same host, but nobody looked at their ports: they are told of, and are no assets. */
function otherAddresses(host: ScannedHost): Record<string, string> {
  const values = host.otherAddresses.map(({ value }) => value);
  return values.length > 0 ? { 'other addresses': values.join(', ').slice(0, 1_000) } : {};
}

const placeOf = ({ protocol, port }: Pick<ScannedTechnology, 'protocol' | 'port'>): string =>
  `${protocol}/${port}`;

const isOfHost = ({ port }: ScannedTechnology): boolean => port === undefined;

/** The beginning of a text, without half a character at its end. */
const cut = (text: string, most: number): string => text.slice(0, most).replace(/[\ud800-\udbff]$/, '');

const cutLabel = (label: string): string => cut(label, MOST.technology);

const labelOf = ({ name, version, cpe }: ScannedTechnology): string =>
  cutLabel(cpe || [name, version].filter((part) => part).join(' '));

type Known = Exclude<ScannedPortState, 'unfiltered'>;

/** `unfiltered` says that a port can be reached and nothing about being open: it is no observation of that. */
const isKnown = (state: ScannedPortState): state is Known => state !== 'unfiltered';

/** `found`: the technologies of this port. */
function listedPort(port: ScannedPort, found: readonly ScannedTechnology[]): ListedPort[] {
  const { protocol, state, service, product, version, extraInfo, tunnel } = port;
  if (!isKnown(state)) return [];
  const labels = [...new Set([...port.cpe.filter((cpe) => cpe).map(cutLabel), ...found.map(labelOf)])];
  return [
    {
      protocol,
      port: port.port,
      state,
      ...text('service', service),
      ...text('product', product),
      ...text('version', version),
      ...text('info', extraInfo),
      ...text('tunnel', tunnel),
      ...(labels.length > 0 && { technologies: labels.slice(0, MOST_TECHNOLOGIES) }),
    },
  ];
}

/** As much of a text as a port keeps; nothing where it is empty. */
const text = <N extends keyof typeof MOST>(name: N, value: string | undefined): { [K in N]?: string } => {
  const kept: { [K in N]?: string } = {};
  if (value) kept[name] = cut(value, MOST[name]);
  return kept;
};

/** The scopes of the scan, with the state of the ports that it only counts. */
function scopesOf(
  { scope, ports, remainder }: ScannedHost,
  fileScopes: readonly ProtocolScope[],
): LookedAt[] {
  const isBlind = (protocol: string): boolean =>
    ports.some((port) => port.protocol === protocol && !isKnown(port.state)) ||
    remainder.some((rest) => (rest.protocol ?? protocol) === protocol && !isKnown(rest.state));
  const told = scope.map((place) => fileScopes[place]).filter((each) => each !== undefined);
  return told.flatMap(({ protocol, ranges }) => {
    const looked = portsText(ranges);
    if (looked === '' || isBlind(protocol)) return [];
    const [most] = remainder
      .filter((rest) => (rest.protocol ?? protocol) === protocol)
      .toSorted((a, b) => b.count - a.count);
    return [{ protocol, ranges: looked, otherwise: otherwiseOf(most?.state) }];
  });
}

const otherwiseOf = (state: ScannedPortState | undefined): LookedAt['otherwise'] =>
  state === undefined || state === 'open' || state === 'unfiltered' ? 'closed' : state;
