import { BlockList, isIP } from 'node:net';

export type AddressKind = 'ipv4' | 'ipv6';

export interface Address {
  readonly kind: AddressKind;
  /** The shortest spelling, by RFC 5952. */
  readonly text: string;
}

export interface Network {
  readonly address: Address;
  readonly prefix: number;
}

const BITS = { ipv4: 32, ipv6: 128 } as const;

/** RFC 1918 and fc00::/7, and nothing else: loopback, link-local and carrier-grade NAT are not private here. */
const PRIVATE = new BlockList();
PRIVATE.addSubnet('10.0.0.0', 8, 'ipv4');
PRIVATE.addSubnet('172.16.0.0', 12, 'ipv4');
PRIVATE.addSubnet('192.168.0.0', 16, 'ipv4');
PRIVATE.addSubnet('fc00::', 7, 'ipv6');

export const isPrivate = ({ kind, text }: Address): boolean => PRIVATE.check(text, kind);

/** URLs spell an address in its shortest form. */
const shortest = (ipv6: string): string => new URL(`http://[${ipv6}]`).hostname.slice(1, -1);

/** The address that a text spells; undefined for anything else, and for IPv6 with a zone. */
export function addressOf(text: string): Address | undefined {
  const family = text.includes('%') ? 0 : isIP(text);
  if (family === 4) return { kind: 'ipv4', text };
  return family === 6 ? { kind: 'ipv6', text: shortest(text) } : undefined;
}

/** The network that a text such as `198.51.100.0/24` spells. */
export function networkOf(text: string): Network | undefined {
  const [base = '', bits = '', ...rest] = text.split('/');
  const address = addressOf(base);
  if (!address || rest.length > 0 || !/^\d{1,3}$/.test(bits)) return undefined;
  const prefix = Number(bits);
  return prefix <= BITS[address.kind] ? { address, prefix } : undefined;
}

/** The first address of a network: `198.51.100.7/24` lies in `198.51.100.0`. */
export function firstAddress({ address: { kind, text }, prefix }: Network): Address {
  const below = BigInt(BITS[kind] - prefix);
  const number = (numberOf(kind, text) >> below) << below;
  return { kind, text: kind === 'ipv4' ? ipv4Of(number) : ipv6Of(number) };
}

function numberOf(kind: AddressKind, text: string): bigint {
  if (kind === 'ipv4')
    return BigInt(
      `0x${text
        .split('.')
        .map((part) => hex(Number(part), 2))
        .join('')}`,
    );
  const [head = '', tail = ''] = text.split('::');
  const [left, right] = [head, tail].map((side) => side.split(':').filter((group) => group !== ''));
  const given = [...(left ?? []), ...(right ?? [])].length;
  const groups = [...(left ?? []), ...Array<string>(8 - given).fill('0'), ...(right ?? [])];
  return BigInt(`0x${groups.map((group) => group.padStart(4, '0')).join('')}`);
}

const hex = (number: number | bigint, digits: number): string => number.toString(16).padStart(digits, '0');

const ipv4Of = (number: bigint): string => [...Buffer.from(hex(number, 8), 'hex')].join('.');

const ipv6Of = (number: bigint): string => shortest(hex(number, 32).replaceAll(/.{4}(?=.)/g, '$&:'));
