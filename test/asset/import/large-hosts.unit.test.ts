import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ScannedHost } from '#schemas/capability/scan/scan-report.ts';
import { icannRules } from '#shared/net/public-suffix/icann.ts';
import { discover } from '../../../functions/asset/asset/domain/observe.ts';
import { covers, rangesOf, rangesText } from '../../../functions/asset/asset/domain/ranges.ts';
import { sightingsOf } from '../../../functions/asset/import/sightings.ts';
import { JOB } from '../samples.ts';

const NOW = '2026-11-24T12:00:00.000Z';

/** Every port, each with something that was found on it. */
const tarpit = () =>
  ScannedHost.parse({
    status: 'up',
    observedAt: NOW,
    address: { type: 'ipv4', value: '192.0.2.10' },
    otherAddresses: [],
    names: [],
    scope: [0],
    ports: Array.from({ length: 65_535 }, (_, at) => ({
      protocol: 'tcp',
      port: at + 1,
      state: 'open',
      cpe: ['cpe:/a:b:c'],
    })),
    remainder: [],
    technologies: Array.from({ length: 65_535 }, (_, at) => ({ name: 'c', protocol: 'tcp', port: at + 1 })),
    findings: [],
  });

describe('a host that answers on every port', () => {
  it('is looked at once per port, so that no chunk of a report keeps its reader busy until it is ended', () => {
    const ranges = Array.from({ length: 3_000 }, (_, at): [number, number] => [2 * at + 1, 2 * at + 1]);
    const [sighting] = sightingsOf(tarpit(), [{ protocol: 'tcp', ranges }], {
      capability: 'nmap',
      import: JOB,
      discovery: JOB,
    });
    expect(sighting?.ports.at(-1)?.technologies).toEqual(['cpe:/a:b:c', 'c']);
    expect(
      discover([sighting!], { now: NOW, suffixes: icannRules, match: { kind: 'undeclared' } }),
    ).toMatchObject({
      data: { tarpit: 65_535 },
    });
  });
});

it('ranges cover the numbers that they hold, and no other', () => {
  const ranges = fc.array(
    fc.tuple(fc.nat(200), fc.nat(5)).map(([from, more]) => [from, from + more] as const),
  );
  fc.assert(
    fc.property(ranges, fc.nat(210), (some, number) => {
      const held = some.some(([from, to]) => from <= number && number <= to);
      expect(covers(rangesOf(rangesText(some)), number)).toBe(held);
    }),
  );
});
