import fc from 'fast-check';
import { describe, it } from 'vitest';
import { isOpen, refOf } from '../../../functions/asset/asset/domain/port.ts';
import { type KnownPorts, observePorts, withFindings } from '../../../functions/asset/asset/domain/ports.ts';
import type { ListedPort, LookedAt, PortSighting } from '../../../functions/asset/asset/domain/sighting.ts';
import { second } from '../samples.ts';

const NOTHING: KnownPorts = { ports: [], scopes: [] };
const protocol = fc.constantFrom('tcp' as const, 'udp' as const);
const number = fc.integer({ min: 1, max: 8 });

/** What answers depends on the scan; what a scanner guesses of a silent port, on its number alone. */
const listedPort: fc.Arbitrary<ListedPort> = fc
  .record({
    protocol,
    port: number,
    state: fc.constantFrom('open' as const, 'closed' as const, 'filtered' as const, 'open|filtered' as const),
    product: fc.option(fc.constantFrom('nginx', 'Apache'), { nil: undefined }),
  })
  .map(({ product, ...port }) => ({ ...port, service: `guess-${port.port}`, ...(product && { product }) }));

const scope: fc.Arbitrary<LookedAt> = fc
  .record({
    protocol,
    from: number,
    length: fc.nat(7),
    otherwise: fc.constantFrom('closed' as const, 'filtered' as const, 'open|filtered' as const),
  })
  .map(({ from, length, ...rest }) => ({ ...rest, ranges: `${from}-${from + length}` }));

const scanAt = (seconds: number): fc.Arbitrary<PortSighting> =>
  fc.record({
    observedAt: fc.constant(second(seconds)),
    scopes: fc.uniqueArray(scope, { maxLength: 2, selector: (one) => one.protocol }),
    ports: fc.uniqueArray(listedPort, { maxLength: 5, selector: refOf }),
  });

/** Scans at distinct moments, and an order in which they arrive. */
const scans = fc
  .integer({ min: 1, max: 6 })
  .chain((count) =>
    fc.tuple(
      fc.tuple(...Array.from({ length: count }, (_, index) => scanAt(index))),
      fc.shuffledSubarray([...Array(count).keys()], { minLength: count }),
    ),
  );

const take = (known: KnownPorts, scan: PortSighting): KnownPorts =>
  withFindings(known, { observedAt: scan.observedAt, ...observePorts(known, [scan]) });

const openIn = (known: KnownPorts): string[] => known.ports.filter(isOpen).map(refOf).sort();

describe('the knowledge of ports', () => {
  it('does not depend on the order in which scans arrive', () => {
    fc.assert(
      fc.property(scans, ([inTime, order]) => {
        const expected = inTime.reduce(take, NOTHING);
        const actual = order.map((index) => inTime[index]!).reduce(take, NOTHING);
        return JSON.stringify(actual) === JSON.stringify(expected);
      }),
      { numRuns: 2_000 },
    );
  });

  it('of each port comes from the newest scan that could tell', () => {
    fc.assert(
      fc.property(scans, ([inTime, order]) => {
        const known = order.map((index) => inTime[index]!).reduce(take, NOTHING);
        return known.ports.every((port) => {
          const said = inTime.flatMap(({ ports, scopes }) => {
            const entry = ports.find((other) => refOf(other) === refOf(port));
            const looked = scopes.find(
              ({ protocol: of, ranges }) =>
                of === port.protocol &&
                Number(ranges.split('-')[0]) <= port.port &&
                port.port <= Number(ranges.split('-')[1]),
            );
            return entry?.state ?? looked?.otherwise ?? [];
          });
          // `open|filtered` tells nothing, and takes nothing back that some scan told.
          const told = said.filter((state) => state !== 'open|filtered');
          return (told.at(-1) ?? said.at(-1)) === port.state;
        });
      }),
      { numRuns: 1_000 },
    );
  });

  it('changes exactly as reported: open before, plus opened, minus closed, is open after', () => {
    fc.assert(
      fc.property(scans, ([inTime, order]) => {
        let known = NOTHING;
        return order.every((index) => {
          const scan = inTime[index]!;
          const { opened, closed } = observePorts(known, [scan]);
          const expected = [...openIn(known).filter((ref) => !closed.includes(ref)), ...opened].sort();
          known = take(known, scan);
          return JSON.stringify(openIn(known)) === JSON.stringify(expected);
        });
      }),
      { numRuns: 1_000 },
    );
  });

  it('does not change by a scan that it has taken in already', () => {
    fc.assert(
      fc.property(scans, ([inTime, order]) => {
        const known = order.map((index) => inTime[index]!).reduce(take, NOTHING);
        return inTime.every((scan) => {
          const { ports, scopes, opened, closed } = observePorts(known, [scan]);
          return ports.length + scopes.length + opened.length + closed.length === 0;
        });
      }),
      { numRuns: 1_000 },
    );
  });
});
