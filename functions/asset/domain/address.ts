import ipaddr from 'ipaddr.js';

type Address = ipaddr.IPv4 | ipaddr.IPv6;

/** The address that a text spells; undefined for anything else. Only the four-part form of IPv4, and no zones: as the legacy system reads them. */
export function addressOf(text: string): Address | undefined {
  if (ipaddr.IPv4.isValidFourPartDecimal(text)) return ipaddr.IPv4.parse(text);
  if (text.includes(':') && !text.includes('%') && ipaddr.IPv6.isValid(text)) return ipaddr.IPv6.parse(text);
  return undefined;
}

export interface Network {
  readonly address: Address;
  readonly prefix: number;
}

/** The network that a text such as `198.51.100.0/24` spells. */
export function networkOf(text: string): Network | undefined {
  const [base = '', bits = '', ...rest] = text.split('/');
  const address = addressOf(base);
  if (!address || rest.length > 0 || !/^\d{1,3}$/.test(bits)) return undefined;
  const prefix = Number(bits);
  return prefix <= (address.kind() === 'ipv4' ? 32 : 128) ? { address, prefix } : undefined;
}

/** RFC 1918 and fc00::/7, and nothing else: loopback, link-local and carrier-grade NAT are not private here. */
export function isPrivate(address: Address): boolean {
  const range = address.range();
  return range === 'private' || range === 'uniqueLocal';
}

/** The first address of a network: `198.51.100.7/24` lies in `198.51.100.0`. */
export function firstAddress({ address, prefix }: Network): string {
  const bytes = address.toByteArray();
  const kept = bytes.map((byte, index) => {
    const bits = Math.min(8, Math.max(0, prefix - index * 8));
    return byte & (0xff00 >> bits) & 0xff;
  });
  return ipaddr.fromByteArray(kept).toString();
}
