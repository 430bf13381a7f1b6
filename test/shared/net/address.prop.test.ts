import { BlockList, isIP, isIPv4 } from 'node:net';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { firstAddress, ipAddressOf, isPrivate, networkOf } from '#schemas/net/address.ts';

const ipv4 = fc.array(fc.nat(255), { minLength: 4, maxLength: 4 }).map((bytes) => bytes.join('.'));
/** Groups with many zeros, so that there are runs of them. */
const ipv6 = fc
  .array(fc.oneof(fc.constant(0), fc.constant(1), fc.nat(0xffff)), { minLength: 8, maxLength: 8 })
  .map((groups) => groups.map((group) => group.toString(16)).join(':'));
const address = fc.oneof(ipv4, ipv6);
const spelled = fc.oneof(
  address,
  fc.ipV6(),
  fc.ipV4Extended(),
  fc
    .tuple(fc.constantFrom('::', '::ffff:', '1::', '1:2:3:4:5:6:', '1:2:3:4:5:6:7:', ''), ipv4)
    .map((parts) => parts.join('')),
  fc.string({ unit: fc.constantFrom(...'0123459af:.%/x'), maxLength: 24 }),
);

const familyOf = (text: string) => (isIPv4(text) ? 'ipv4' : 'ipv6');

describe('an address', () => {
  it('has one spelling, which reads back as itself', () => {
    fc.assert(
      fc.property(spelled, (text) => {
        const read = ipAddressOf(text);
        fc.pre(read !== undefined);
        expect(ipAddressOf(read!.text)).toEqual(read);
        expect(read!.kind).toBe(familyOf(text));
      }),
      { numRuns: 2_000 },
    );
  });

  it('is what Node takes for one, but for a zone', () => {
    fc.assert(
      fc.property(
        spelled,
        (text) =>
          (ipAddressOf(text) !== undefined) === (isIP(text.split('%')[0]!) !== 0 && !text.includes('%')),
      ),
      { numRuns: 5_000 },
    );
  });

  it.each([
    ['2001:DB8:0:0::1', '2001:db8::1'],
    ['::ffff:192.0.2.1', '::ffff:c000:201'],
    ['0:0:1:0:0:0:1:0', '0:0:1::1:0'],
  ])('%s is spelled %s', (text, short) => {
    expect(ipAddressOf(text)?.text).toBe(short);
  });

  it.each(['01.2.3.4', '256.1.1.1', '1.2.3', 'fe80::1%eth0', ':::', '1::2::3', 'example.com', ''])(
    'is not %s',
    (text) => {
      expect(ipAddressOf(text)).toBeUndefined();
    },
  );

  it('is private within RFC 1918 and fc00::/7, and nowhere else', () => {
    const ranges = new BlockList();
    ranges.addSubnet('10.0.0.0', 8, 'ipv4');
    ranges.addSubnet('172.16.0.0', 12, 'ipv4');
    ranges.addSubnet('192.168.0.0', 16, 'ipv4');
    ranges.addSubnet('fc00::', 7, 'ipv6');
    const near = fc
      .tuple(
        fc.constantFrom('10', '9', '11', '172.15', '172.16', '172.31', '172.32', '192.167', '192.168'),
        fc.nat(255),
      )
      .map(([start, rest]) => [...start.split('.'), rest, 0, 1].slice(0, 4).join('.'));
    const local = fc.constantFrom(
      '::ffff:10.0.0.1',
      '::ffff:11.0.0.1',
      '::fffe:a00:1',
      'fbff::1',
      'fc00::',
      'fdff::1',
      'fe00::1',
      'fe80::1',
    );
    fc.assert(
      fc.property(fc.oneof(near, local, address), (text) => {
        return isPrivate(ipAddressOf(text)!) === ranges.check(text, familyOf(text));
      }),
    );
  });

  it('lies in its network, whose first address is the first that does', () => {
    fc.assert(
      fc.property(address, fc.nat(128), (text, bits) => {
        const network = networkOf(`${text}/${bits}`);
        fc.pre(network !== undefined);
        const first = firstAddress(network!).text;
        const block = new BlockList();
        block.addSubnet(first, bits, familyOf(text));
        expect(block.check(text, familyOf(text))).toBe(true);
        expect(firstAddress({ address: ipAddressOf(first)!, prefix: bits })).toEqual(ipAddressOf(first));
      }),
    );
  });

  it.each([
    '198.51.100.0/33',
    '2001:db8::/129',
    '198.51.100.0/',
    '198.51.100.0/1/2',
    '/8',
    '198.51.100.0/-1',
    'a/8',
  ])('makes no network as %s', (text) => {
    expect(networkOf(text)).toBeUndefined();
  });
});
