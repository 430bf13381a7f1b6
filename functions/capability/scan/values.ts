import { isIPv4, isIPv6 } from 'node:net';
import {
  PortNumber,
  type PortRemainder,
  Protocol,
  type ProtocolScope,
  type ScannedAddress,
  ScannedPortState,
  TEXT_LIMIT,
} from '#schemas/capability/scan/scan-report.ts';
import { type Position, ScanProblem } from './scan-problem.ts';
import type { Attributes } from './xml.ts';

/** An element with its place, for messages. */
export interface Element {
  readonly name: string;
  readonly attributes: Attributes;
  readonly at: Position;
}

export const badValue = (
  { name, at }: Element,
  attribute: string,
  value: string | undefined,
  allowed: string,
): ScanProblem =>
  new ScanProblem(
    'bad-value',
    value === undefined
      ? `<${name}> has no ${attribute}; it must be ${allowed}`
      : `<${name}> has ${attribute}="${cut(value, 60)}"; it must be ${allowed}`,
    at,
  );

/**
 * At most `limit` characters, without half a surrogate pair at the end. A copy where it is less than the text, as a slice would keep all of it
 * in memory.
 */
export function cut(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const last = text.charCodeAt(limit - 1);
  return Buffer.from(text.slice(0, last >= 0xd800 && last <= 0xdbff ? limit - 1 : limit)).toString();
}

/** A text attribute as it is, cut at the limit; undefined when absent or empty. */
export function textOf(element: Element, attribute: string): string | undefined {
  const value = element.attributes[attribute];
  return value === undefined || value === '' ? undefined : cut(value, TEXT_LIMIT);
}

/** A whole number of `from` to `to`. */
export function numberOf(element: Element, attribute: string, from: number, to: number): number {
  const value = element.attributes[attribute];
  const number = value !== undefined && /^\d{1,15}$/.test(value) ? Number(value) : Number.NaN;
  if (!(number >= from && number <= to))
    throw badValue(element, attribute, value, `a whole number from ${from} to ${to}`);
  return number;
}

/** Seconds since 1970; the year 9999 is the last that an Instant can say. */
const LAST_SECOND = 253_402_300_799;

/** A time as nmap writes it (seconds), as an Instant; undefined when absent. */
export function instantOf(element: Element, attribute: string): string | undefined {
  if (element.attributes[attribute] === undefined) return undefined;
  return new Date(numberOf(element, attribute, 0, LAST_SECOND) * 1000).toISOString();
}

export function stateOf(element: Element): ScannedPortState {
  const state = ScannedPortState.safeParse(element.attributes.state);
  if (!state.success)
    throw badValue(element, 'state', element.attributes.state, ScannedPortState.options.join(', '));
  return state.data;
}

/** Undefined for a MAC address, and for kinds that are no addresses of a network host. */
export function addressOf(element: Element): ScannedAddress | undefined {
  const type = element.attributes.addrtype ?? 'ipv4';
  const value = element.attributes.addr ?? '';
  if (type !== 'ipv4' && type !== 'ipv6') return undefined;
  const valid = value.length <= 64 && (type === 'ipv4' ? isIPv4(value) : isIPv6(value));
  if (!valid)
    throw badValue(
      element,
      'addr',
      element.attributes.addr,
      `an ${type === 'ipv4' ? 'IPv4' : 'IPv6'} address`,
    );
  return { type, value };
}

/** A port. Undefined for numbers on which no service can listen: port 0, and the protocols of an IP protocol scan. */
export function portOf(element: Element): { protocol: Protocol; port: number } | undefined {
  const number = numberOf(element, 'portid', 0, 65_535);
  const { protocol } = element.attributes;
  if (protocol === 'ip') return undefined;
  const parsed = Protocol.safeParse(protocol);
  if (!parsed.success) throw badValue(element, 'protocol', protocol, `${Protocol.options.join(', ')} or ip`);
  return number === 0 ? undefined : { protocol: parsed.data, port: PortNumber.parse(number) };
}

/** `21-22,25,80` as ascending ranges without overlaps. Undefined for a protocol without ports. */
export function scopeOf(element: Element): ProtocolScope | undefined {
  const protocol = Protocol.safeParse(element.attributes.protocol);
  const services = element.attributes.services ?? '';
  if (!protocol.success) return undefined;
  const ranges = services
    .split(',')
    .filter((part) => part !== '')
    .map((part) => rangeOf(element, part))
    .filter((range) => range !== undefined)
    .sort((a, b) => a[0] - b[0]);
  return { protocol: protocol.data, ranges: merged(ranges) };
}

function rangeOf(element: Element, part: string): [number, number] | undefined {
  const match = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(part);
  const from = Number(match?.[1]);
  const to = Number(match?.[2] ?? match?.[1]);
  if (!(from <= to && to <= 65_535))
    throw badValue(element, 'services', part, 'ports and ranges of ports, such as 22,80-443');
  return to === 0 ? undefined : [Math.max(1, from), to];
}

function merged(ascending: readonly [number, number][]): [number, number][] {
  const ranges: [number, number][] = [];
  for (const [from, to] of ascending) {
    const last = ranges.at(-1);
    if (last && from <= last[1] + 1) last[1] = Math.max(last[1], to);
    else ranges.push([from, to]);
  }
  return ranges;
}

/** Ports that are only counted: `<extraports state="filtered" count="995">`. */
export function remainderOf(element: Element, protocol: string | undefined): PortRemainder {
  return {
    ...(protocol && { protocol }),
    state: stateOf(element),
    count: numberOf(element, 'count', 0, 1_000_000),
  };
}
