import type { ProtocolScope, ScannedProtocol } from '#schemas/capability/scan/scan-report.ts';
import type { HostDraft } from './host.ts';

/**
 * The scopes that were looked at on this host, by their places. The file tells them for the run, which is not true of
 * each host in merged files and for hosts that were given up. They are believed where the ports that the host lists
 * and counts are as many: of all scopes together, or else of one protocol.
 */
export function believed(scopes: readonly ProtocolScope[], host: HostDraft): number[] {
  const places = scopes.map((_, place) => place);
  if (host.ports.length === 0 && host.remainder.length === 0) return [];
  const listed = (protocol?: ScannedProtocol) =>
    host.ports.filter((port) => protocol === undefined || port.protocol === protocol).length;
  const counted = (protocol?: ScannedProtocol) =>
    host.remainder
      .filter((rest) => protocol === undefined || rest.protocol === protocol)
      .reduce((sum, { count }) => sum + count, 0);
  if (listed() + counted() === sizeOf(scopes)) return places;
  const protocols = [...new Set(scopes.map(({ protocol }) => protocol))];
  return protocols.flatMap((protocol) => {
    const own = places.filter((place) => scopes[place]?.protocol === protocol);
    return believedOf(own, scopes, { seen: listed(protocol) + counted(protocol), host });
  });
}

/** All scopes of a protocol together, or the one among several whose size it is and that has every listed port. */
function believedOf(
  own: readonly number[],
  scopes: readonly ProtocolScope[],
  { seen, host }: { seen: number; host: HostDraft },
): number[] {
  const of = (places: readonly number[]) => places.flatMap((place) => scopes[place] ?? []);
  if (seen === sizeOf(of(own))) return [...own];
  const fitting = own.filter((place) => seen === sizeOf(of([place])) && holds(scopes[place], host));
  return fitting.length === 1 ? fitting : [];
}

const sizeOf = (scopes: readonly ProtocolScope[]): number =>
  scopes.flatMap(({ ranges }) => ranges).reduce((sum, [from, to]) => sum + to - from + 1, 0);

const holds = (scope: ProtocolScope | undefined, { ports }: HostDraft): boolean =>
  scope !== undefined &&
  ports
    .filter(({ protocol }) => protocol === scope.protocol)
    .every(({ port }) => scope.ranges.some(([from, to]) => from <= port && port <= to));
