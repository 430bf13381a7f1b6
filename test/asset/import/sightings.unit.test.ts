import { describe, expect, it } from 'vitest';
import { type ProtocolScope, ScannedHost } from '#schemas/capability/scan/scan-report.ts';
import { rangesOf } from '../../../functions/asset/asset/domain/ranges.ts';
import { sightingsOf } from '../../../functions/asset/import/sightings.ts';
import { JOB } from '../samples.ts';

const host = (given: object = {}): ScannedHost =>
  ScannedHost.parse({
    status: 'up',
    observedAt: '2026-11-24T12:00:00.750Z',
    address: { type: 'ipv4', value: '192.0.2.10' },
    otherAddresses: [],
    names: [],
    scope: [0],
    ports: [],
    remainder: [],
    technologies: [],
    findings: [],
    ...given,
  });

const SCOPES: ProtocolScope[] = [
  {
    protocol: 'tcp',
    ranges: [
      [1, 100],
      [443, 443],
    ],
  },
];

const sightings = (given: object = {}, scopes = SCOPES) =>
  sightingsOf(host(given), scopes, { capability: 'nmap', import: JOB, discovery: JOB });
const one = (given: object = {}, scopes = SCOPES) => sightings(given, scopes)[0]!;
const port = (state: string, more: object = {}) => ({ protocol: 'tcp', port: 80, state, cpe: [], ...more });

describe('a scanned host as assets see it', () => {
  it('is seen at the second, by every name of its address', () => {
    const names = [
      { name: 'www.acme.test', type: 'user' },
      { name: 'WWW.acme.test', type: 'PTR' },
      { name: 'host-10.isp.test', type: 'PTR' },
    ];
    expect(sightings({ names }).map(({ dns, name }) => [dns, name])).toEqual([
      ['www.acme.test', '192.0.2.10'],
      ['host-10.isp.test', '192.0.2.10'],
    ]);
    expect(one().observedAt).toBe('2026-11-24T12:00:00Z');
  });

  it('keeps no half of a character where a text is cut', () => {
    const long = `${'x'.repeat(23)}${'😀'.repeat(100)}`;
    const texts = {
      service: long,
      product: long,
      version: `x${long}`,
      extraInfo: `x${long}`,
      tunnel: `x${long}`,
    };
    const told = one({
      os: { name: 'Linux', accuracy: 96, cpe: [long] },
      ports: [port('open', { ...texts, cpe: [long] })],
      technologies: [{ name: long }, { name: `x${long}`, protocol: 'tcp', port: 80 }],
    });
    const { technologies = [], service, product, version, info, tunnel } = told.ports[0]!;
    const all = [service, product, version, info, tunnel, ...technologies, ...told.technologies];
    expect(all).toHaveLength(9);
    for (const text of all) {
      expect(text?.isWellFormed(), text).toBe(true);
      expect(text?.length).toBeLessThanOrEqual(80);
    }
  });

  it('without a name is its address, and without an address its name', () => {
    expect(one()).toMatchObject({ dns: '192.0.2.10', name: '192.0.2.10' });
    const named = { address: undefined, names: [{ name: 'www.acme.test', type: 'user' }] };
    expect(one(named)).toMatchObject({ dns: 'www.acme.test', name: 'www.acme.test' });
  });

  it('tells of its system, its card and its other addresses', () => {
    const told = one({
      os: { name: 'Linux 5.4', accuracy: 96, cpe: ['cpe:/o:linux:linux_kernel:5.4'] },
      mac: '02:00:00:00:00:01',
      otherAddresses: [{ type: 'ipv6', value: '2001:db8::7' }],
    });
    expect(told.attributes).toEqual({
      os: 'Linux 5.4',
      mac: '02:00:00:00:00:01',
      'other addresses': '2001:db8::7',
    });
    expect(told.technologies).toEqual(['cpe:/o:linux:linux_kernel:5.4']);
  });

  it('gives each port the technologies found on it, by CPE or by name and version, cut to the length that a port keeps', () => {
    const ports = [
      port('open', { service: 'http', product: 'x'.repeat(500), version: '', cpe: ['cpe:/a:b:c:1', ''] }),
    ];
    const technologies = [
      { name: 'WordPress', version: '6.1', protocol: 'tcp', port: 80 },
      { name: 'other', protocol: 'tcp', port: 81 },
      { name: 'host-wide' },
    ];
    const told = one({ ports, technologies });
    expect(told.ports).toEqual([
      {
        protocol: 'tcp',
        port: 80,
        state: 'open',
        service: 'http',
        product: 'x'.repeat(80),
        technologies: ['cpe:/a:b:c:1', 'WordPress 6.1'],
      },
    ]);
    expect(told.technologies).toEqual(['host-wide']);
  });
});

describe('the scope of a scan', () => {
  it.each([
    ['nothing is only counted', [], 'closed'],
    ['the rest is filtered', [{ protocol: 'tcp', state: 'filtered', count: 98 }], 'filtered'],
    [
      'most of the rest is filtered',
      [
        { protocol: 'tcp', state: 'closed', count: 3 },
        { protocol: 'tcp', state: 'filtered', count: 95 },
      ],
      'filtered',
    ],
    ['the rest names no protocol', [{ state: 'filtered', count: 98 }], 'filtered'],
    ['the rest is of another protocol', [{ protocol: 'udp', state: 'open|filtered', count: 98 }], 'closed'],
  ])('when %s', (_, remainder, otherwise) => {
    expect(one({ remainder }).scopes).toEqual([{ protocol: 'tcp', ranges: '1-100,443', otherwise }]);
  });

  it('is nothing for a scan that cannot tell open from closed', () => {
    expect(one({ remainder: [{ protocol: 'tcp', state: 'unfiltered', count: 98 }] }).scopes).toEqual([]);
    expect(one({ ports: [port('unfiltered')] })).toMatchObject({ scopes: [], ports: [] });
  });

  it('is remembered however finely it is cut, in a form that takes little room', () => {
    const ranges = Array.from({ length: 30_000 }, (_, index): [number, number] => [
      2 * index + 1,
      2 * index + 1,
    ]);
    const [scope] = one({ ports: [port('open')] }, [{ protocol: 'tcp', ranges }]).scopes;
    expect(scope?.ranges.length).toBeLessThan(11_000);
    expect(rangesOf(scope?.ranges ?? '')).toEqual(ranges);
  });
});
