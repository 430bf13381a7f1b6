export type AddressKind = 'ipv4' | 'ipv6';

export interface IpAddress {
  readonly kind: AddressKind;
  /** The shortest spelling, by RFC 5952. */
  readonly text: string;
}

export interface Network {
  readonly address: IpAddress;
  readonly prefix: number;
}

const BITS = { ipv4: 32, ipv6: 128 } as const;

/** Networks by their first bits: RFC 1918 and fc00::/7, and nothing else. Loopback, link-local and carrier-grade NAT are not private here. */
const PRIVATE = {
  ipv4: [
    [8, 10n],
    [12, 0xac1n],
    [16, 0xc0a8n],
  ],
  ipv6: [[7, 0xfcn >> 1n]],
} as const;

/** `::ffff:10.0.0.1` stands for the IPv4 address in its last 32 bits. */
const MAPPED = 0xffffn;

export function isPrivate({ kind, text }: IpAddress): boolean {
  const number = numberOf(kind, text);
  if (kind === 'ipv6' && number >> 32n === MAPPED) return isPrivateNumber('ipv4', number & 0xffff_ffffn);
  return isPrivateNumber(kind, number);
}

const isPrivateNumber = (kind: AddressKind, number: bigint): boolean =>
  PRIVATE[kind].some(([prefix, first]) => number >> BigInt(BITS[kind] - prefix) === first);

/** Four numbers up to 255, without leading zeros. */
const IPV4 = /^(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?!$)|$)){4}$/;
const IPV6_CHARACTERS = /^[\da-f:.]+$/i;

/** URLs spell an address in its shortest form. */
const shortest = (ipv6: string): string => new URL(`http://[${ipv6}]`).hostname.slice(1, -1);

/** The address that a text spells; undefined for anything else, and for IPv6 with a zone. */
export function ipAddressOf(text: string): IpAddress | undefined {
  if (IPV4.test(text)) return { kind: 'ipv4', text };
  const isIpv6 = IPV6_CHARACTERS.test(text) && URL.canParse(`http://[${text}]`);
  return isIpv6 ? { kind: 'ipv6', text: shortest(text) } : undefined;
}

/** The network that a text such as `198.51.100.0/24` spells. */
export function networkOf(text: string): Network | undefined {
  const [base = '', bits = '', ...rest] = text.split('/');
  const address = ipAddressOf(base);
  if (!address || rest.length > 0 || !/^\d{1,3}$/.test(bits)) return undefined;
  const prefix = Number(bits);
  return prefix <= BITS[address.kind] ? { address, prefix } : undefined;
}

/** The first address of a network: `198.51.100.7/24` lies in `198.51.100.0`. */
export function firstAddress({ address: { kind, text }, prefix }: Network): IpAddress {
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
