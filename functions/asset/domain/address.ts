/** An address as its bytes: four of IPv4, sixteen of IPv6. */
export interface Address {
  readonly kind: 'ipv4' | 'ipv6';
  readonly bytes: readonly number[];
}

export interface Network {
  readonly address: Address;
  readonly prefix: number;
}

/** The four-part form alone: neither hexadecimal, nor leading zeros, which some read as octal. */
function ipv4Bytes(text: string): number[] | undefined {
  const parts = text.split('.');
  const bytes = parts.filter((part) => /^(0|[1-9]\d{0,2})$/.test(part)).map(Number);
  return parts.length === 4 && bytes.length === 4 && bytes.every((byte) => byte <= 255) ? bytes : undefined;
}

/** The groups of one side of `::`, as bytes. The last ones may be spelled like IPv4, where nothing follows. */
function groupBytes(text: string, isEnd: boolean): number[] | undefined {
  if (text === '') return [];
  const groups = text.split(':');
  const bytes = groups.map((group, index) => {
    if (/^[0-9a-f]{1,4}$/i.test(group))
      return [Number.parseInt(group, 16) >> 8, Number.parseInt(group, 16) & 255];
    return isEnd && index === groups.length - 1 ? ipv4Bytes(group) : undefined;
  });
  return bytes.includes(undefined) ? undefined : bytes.flatMap((pair) => pair ?? []);
}

function ipv6Bytes(text: string): number[] | undefined {
  const [head = '', tail, ...more] = text.split('::');
  const left = groupBytes(head, tail === undefined);
  const right = groupBytes(tail ?? '', true);
  if (!left || !right || more.length > 0) return undefined;
  const missing = 16 - left.length - right.length;
  if (tail === undefined ? missing !== 0 : missing < 2) return undefined;
  return [...left, ...Array<number>(missing).fill(0), ...right];
}

/** The address that a text spells; undefined for anything else, and for IPv6 with a zone. */
export function addressOf(text: string): Address | undefined {
  const isIpv6 = text.includes(':');
  const bytes = isIpv6 ? ipv6Bytes(text) : ipv4Bytes(text);
  return bytes && { kind: isIpv6 ? 'ipv6' : 'ipv4', bytes };
}

/** The network that a text such as `198.51.100.0/24` spells. */
export function networkOf(text: string): Network | undefined {
  const [base = '', bits = '', ...rest] = text.split('/');
  const address = addressOf(base);
  if (!address || rest.length > 0 || !/^\d{1,3}$/.test(bits)) return undefined;
  const prefix = Number(bits);
  return prefix <= address.bytes.length * 8 ? { address, prefix } : undefined;
}

/** RFC 1918 and fc00::/7, and nothing else: loopback, link-local and carrier-grade NAT are not private here. */
export function isPrivate({ kind, bytes: [first = 0, second = 0] }: Address): boolean {
  if (kind === 'ipv6') return (first & 0xfe) === 0xfc;
  return first === 10 || (first === 172 && second >> 4 === 1) || (first === 192 && second === 168);
}

/** The first address of a network: `198.51.100.7/24` lies in `198.51.100.0`. */
export const firstAddress = ({ address, prefix }: Network): Address => ({
  ...address,
  bytes: address.bytes.map((byte, index) => {
    const bits = Math.min(8, Math.max(0, prefix - index * 8));
    return byte & (0xff00 >> bits) & 0xff;
  }),
});

/** The shortest spelling, by RFC 5952: the longest run of zeros goes, the first of several. */
export function addressText({ kind, bytes }: Address): string {
  if (kind === 'ipv4') return bytes.join('.');
  const groups = Array.from({ length: 8 }, (_, at) => ((bytes[2 * at] ?? 0) << 8) | (bytes[2 * at + 1] ?? 0));
  const text = groups.map((group) => group.toString(16)).join(':');
  const [zeros] = [...text.matchAll(/\b0(:0)+\b/g)].toSorted((a, b) => b[0].length - a[0].length);
  if (!zeros) return text;
  const before = text.slice(0, zeros.index).replace(/:$/, '');
  const after = text.slice(zeros.index + zeros[0].length).replace(/^:/, '');
  return `${before}::${after}`;
}
