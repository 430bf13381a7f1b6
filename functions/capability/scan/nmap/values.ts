import type { ScannedProtocol } from '#schemas/capability/scan/scan-report.ts';
import {
  type PortRemainder,
  type ProtocolScope,
  type ScannedAddress,
  ScannedPortState,
  TEXT_LIMIT,
} from '#schemas/capability/scan/scan-report.ts';
import { ipAddressOf } from '#schemas/net/address.ts';
import { cut } from '../cut.ts';
import type { Element } from '../grammar.ts';
import { protocolOf } from '../ports.ts';
import { instantOf } from '../record.ts';

/** A text attribute as it is, cut at the limit; undefined when absent or blank. */
export function textAttribute(element: Element, attribute: string): string | undefined {
  const value = element.attributes[attribute];
  return value === undefined || value.trim() === '' ? undefined : cut(value, TEXT_LIMIT);
}

/** A whole number of `from` to `to`; undefined for anything else. */
export function numberAttribute(
  element: Element,
  attribute: string,
  from: number,
  to: number,
): number | undefined {
  const value = element.attributes[attribute];
  const number = value !== undefined && /^\d{1,15}$/.test(value) ? Number(value) : Number.NaN;
  return number >= from && number <= to ? number : undefined;
}

/** A time as nmap writes it (seconds), as an Instant; undefined when absent, and for zeros, which mean "not told". */
export const instantAttribute = (element: Element, attribute: string): string | undefined =>
  instantOf(element.attributes[attribute]);

/** Undefined for a word that nobody knows: it is no observation. nmap 3 writes `unknown`. */
export function portStateIn(element: Element): ScannedPortState | undefined {
  const state = ScannedPortState.safeParse(element.attributes.state);
  return state.success ? state.data : undefined;
}

/**
 * By its spelling and not by `addrtype`: masscan calls IPv6 addresses ipv4. Undefined for a MAC address, and for kinds
 * that are no addresses of a network host.
 */
export function addressIn(element: Element): ScannedAddress | undefined {
  const address = ipAddressOf((element.attributes.addr ?? '').trim());
  return address && { type: address.kind, value: address.text };
}

/** A place on which a service can listen. Undefined for port 0, and for ICMP, ARP and the like. */
export function portPlaceIn(element: Element): { protocol: ScannedProtocol; port: number } | undefined {
  const port = numberAttribute(element, 'portid', 1, 65_535);
  const protocol = protocolOf(element.attributes.protocol);
  return port === undefined || protocol === undefined ? undefined : { protocol, port };
}

/**
 * `21-22,25,80` as ascending ranges without overlaps; undefined for a protocol without ports, and for services that
 * cannot be read.
 */
export function scopeOf(element: Element): ProtocolScope | undefined {
  const protocol = protocolOf(element.attributes.protocol);
  const parts = (element.attributes.services ?? '').split(',').filter((part) => part.trim() !== '');
  const ranges = parts.map(rangeOf);
  if (!protocol || ranges.includes(undefined)) return undefined;
  const known = ranges.filter((range) => range !== undefined && range[1] > 0);
  return {
    protocol,
    ranges: merged(known.filter((range) => range !== undefined).sort((a, b) => a[0] - b[0])),
  };
}

/** Port 0 is none; a range that holds no other ends at 0. */
function rangeOf(part: string): [number, number] | undefined {
  const match = /^\s*(\d{1,5})(?:-(\d{1,5}))?\s*$/.exec(part);
  const from = Number(match?.[1]);
  const to = Number(match?.[2] ?? match?.[1]);
  return from <= to && to <= 65_535 ? [Math.max(1, from), to] : undefined;
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

/** Ports that are only counted: `<extraports state="filtered" count="995">`; undefined where nothing is known of them. */
export function remainderOf(element: Element, protocol: string | undefined): PortRemainder | undefined {
  const state = portStateIn(element);
  const count = numberAttribute(element, 'count', 0, 1_000_000);
  return state && count !== undefined ? { ...(protocol && { protocol }), state, count } : undefined;
}
