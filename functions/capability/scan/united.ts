import type { ScannedHost, ScannedPort } from '#schemas/capability/scan/scan-report.ts';
import type { Piece } from './host-pile.ts';
import { MAX_VALUES_PER_HOST } from './limits.ts';

/** One sighting that others of the same second are added to, with the place of each of its ports. */
interface Union {
  readonly host: ScannedHost;
  readonly places: Map<string, number>;
}

const refOf = ({ protocol, port }: ScannedPort): string => `${protocol}/${port}`;

/** The sightings of one host, those of the same second as one: a host of 65,535 lines is one sighting of its ports. */
export function* united(pieces: Iterable<Piece>): Generator<Piece> {
  const unions = new Map<string, Union>();
  let names = 0;
  for (const piece of pieces) {
    const host = JSON.parse(Buffer.from(piece.json).toString()) as ScannedHost;
    const second = `${host.status} ${host.observedAt.slice(0, 19)}`;
    const known = unions.get(second);
    if (known) unite(known, host);
    else unions.set(second, { host, places: new Map(host.ports.map((port, place) => [refOf(port), place])) });
    names = piece.names;
  }
  for (const { host } of unions.values()) yield { json: Buffer.from(JSON.stringify(host)), names };
}

function unite({ host, places }: Union, other: ScannedHost): void {
  for (const port of other.ports) addPort({ host, places }, port);
  host.technologies.push(...other.technologies);
  host.findings.push(...other.findings.slice(0, Math.max(0, MAX_VALUES_PER_HOST - host.findings.length)));
  host.remainder.push(...other.remainder);
  host.scope.push(...other.scope.filter((place) => !host.scope.includes(place)));
  if (host.evidence && other.evidence)
    host.evidence.toLine = Math.max(host.evidence.toLine, other.evidence.toLine);
}

/** Of a port that stands there twice, the line that says open counts. */
function addPort({ host: { ports }, places }: Union, port: ScannedPort): void {
  const place = places.get(refOf(port));
  if (place === undefined) places.set(refOf(port), ports.push(port) - 1);
  else if (ports[place]?.state !== 'open') ports[place] = port;
}
