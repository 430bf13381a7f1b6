import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AssetState } from '#schemas/asset/asset/state.ts';
import { Asset as Aggregate } from '../../../functions/asset/asset/asset.ts';
import type { AssetCommand } from '../../../functions/asset/asset/domain/command.ts';
import { refOf } from '../../../functions/asset/asset/domain/port.ts';
import type { Sighting } from '../../../functions/asset/asset/domain/sighting.ts';
import { at, inSteps, type Step, second, sighting } from '../samples.ts';

// Scans of one host arrive late, twice and in any order: retries, imports of old files, chunks side by side. Attributes once kept no time of
// their own, so that a scan which told nothing of the operating system made every older one that did come too late.

const Asset = inSteps(Aggregate);
const words = fc.uniqueArray(fc.constantFrom('a', 'b', 'c'), { maxLength: 3 });
const state = fc.constantFrom('open', 'closed', 'filtered', 'open|filtered', 'closed|filtered');
/** What answers depends on the scan; what a scanner guesses of a silent port, on its number alone. */
const port = fc
  .record({
    protocol: fc.constantFrom('tcp', 'udp'),
    port: fc.integer({ min: 1, max: 4 }),
    state,
    service: fc.constantFrom('http', 'https'),
    product: fc.constantFrom('nginx', 'Apache'),
  })
  .map(({ protocol, port, state, ...service }) => ({
    ...{ protocol, port, state },
    ...(state === 'open' ? service : { service: `guess-${port}` }),
  }));
const scope = fc.record({
  protocol: fc.constantFrom('tcp', 'udp'),
  ranges: fc.constantFrom('1-2', '1-4', '3'),
  otherwise: fc.constantFrom('closed', 'filtered', 'open|filtered'),
});

/** Few seconds, so that several scans saw the host at the same one. */
const seen: fc.Arbitrary<Sighting> = fc
  .record({
    observed: fc.integer({ min: -3, max: 3 }),
    up: fc.boolean(),
    ports: fc.uniqueArray(port, { maxLength: 3, selector: (one) => refOf(one as never) }),
    scopes: fc.uniqueArray(scope, { maxLength: 2, selector: (one) => one.protocol }),
    attributes: fc.dictionary(fc.constantFrom('os', 'mac'), fc.constantFrom('', '1', '2')),
    metadata: fc.record(
      { country: fc.constantFrom('', 'DE', 'US'), city: fc.constantFrom('', 'Ulm') },
      { requiredKeys: [] },
    ),
    technologies: words,
    tags: words,
    origins: words,
  })
  .map(({ observed, ...rest }) => sighting(observed, rest as never));

const NOW = at(500);
const observe = (...sightings: readonly Sighting[]) =>
  ({ type: 'ObserveAsset', now: NOW, sightings }) as const;

const created: Step<AssetCommand> = {
  type: 'CreateAsset',
  dns: 'www.acme.test',
  name: '192.0.2.10',
  source: 'self',
  origin: '',
  status: 'P',
  tags: ['mine'],
  attributes: { os: 'as I know it', owner: 'ann' },
  technologies: [],
  attackSurface: [],
  metadata: { country: 'FR' },
  now: at(0),
};
const edited: Step<AssetCommand> = {
  type: 'UpdateAsset',
  edit: { attributes: { os: null, mac: 'by hand' }, metadata: { city: 'Bonn' } },
  now: at(1),
};

const run = (...steps: readonly Step<AssetCommand>[]): AssetState | undefined =>
  steps.reduce<AssetState | undefined>(
    (known, step) => Asset.decide(step, known).reduce<AssetState | undefined>(Asset.evolve, known),
    undefined,
  );

/** What is known of the host: lists have no order, and which scan came first is told by the history. */
function known(found: AssetState | undefined) {
  if (!found) return undefined;
  const { ttl: _, soleDiscovery: __, ...rest } = found;
  const sorted = (list: readonly string[]) => list.toSorted();
  const { tags, technologies, capability, origins, attributes } = rest;
  return {
    ...rest,
    attributes: Object.fromEntries(Object.entries(attributes).toSorted()),
    ...{ tags: sorted(tags), technologies: sorted(technologies) },
    ...{ capability: sorted(capability), origins: sorted(origins) },
  };
}

/** Every one of them, some twice, in another order. */
const arrivals = (sightings: readonly Sighting[]) =>
  fc
    .tuple(
      fc.shuffledSubarray([...sightings], { minLength: sightings.length }),
      fc.shuffledSubarray([...sightings]),
    )
    .map(([each, again]) => [...each, ...again]);

const some = fc.array(seen, { minLength: 1, maxLength: 5 });
const inOrders = (sightings: fc.Arbitrary<Sighting[]>) =>
  sightings.chain((list) => fc.tuple(fc.constant(list), arrivals(list)));

describe('a host', () => {
  it.each([
    ['a person created', [created]],
    ['a person created and edited', [created, edited]],
    ['a scan found', [observe(sighting(0, { attributes: { os: '1' }, ports: [] }))]],
    ['was deleted by a person', [created, { type: 'DeleteAsset', now: at(2) } as const]],
  ])(
    'that %s is the same in any order of its scans, however often and however many at once they come',
    (_name, before) => {
      fc.assert(
        fc.property(inOrders(some), ([sightings, order]) => {
          const oneByOne = run(...before, ...order.map((one) => observe(one)));
          expect(known(oneByOne)).toEqual(known(run(...before, ...sightings.map((one) => observe(one)))));
          expect(known(run(...before, observe(...order)))).toEqual(known(oneByOne));
        }),
        { numRuns: 300 },
      );
    },
  );

  /** A look in vain at a host that is no asset leaves nothing: see ADR 17. */
  const sinceTheFirstAnswer = (order: readonly Sighting[]) => {
    const first = order.findIndex(({ up }) => up);
    return first < 0 ? [] : order.slice(first);
  };

  it('that nobody knew is the same in any order of its scans since the first answer', () => {
    fc.assert(
      fc.property(inOrders(some), ([sightings, order]) => {
        const counted = sinceTheFirstAnswer(order);
        expect(known(run(...order.map((one) => observe(one))))).toEqual(known(run(observe(...counted))));
        expect(known(run(observe(...order)))).toEqual(known(run(observe(...sightings))));
      }),
      { numRuns: 300 },
    );
  });

  it('is told by events and states that fit their schemas, however much of it comes at once', () => {
    fc.assert(
      fc.property(some, fc.array(seen, { maxLength: 4 }), (first, more) => {
        const before = run(observe(...first));
        for (const event of Asset.decide(observe(...more), before)) {
          expect(Asset.events.parse(event)).toEqual(event);
          const after = Asset.evolve(before, event);
          expect(Asset.state.parse(after)).toEqual(after);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('opens and closes just the ports that are open afterwards and were not before, or the reverse', () => {
    const openIn = (found: AssetState | undefined) =>
      (found?.ports ?? []).filter(({ state: is }) => is === 'open').map(refOf);
    fc.assert(
      fc.property(some, some, (first, more) => {
        const before = run(observe(sighting(-5)), observe(...first));
        for (const event of Asset.decide(observe(...more), before)) {
          const after = openIn(Asset.evolve(before, event));
          if (event.type !== 'AssetScanned') continue;
          expect(event.data.opened.toSorted()).toEqual(
            after.filter((ref) => !openIn(before).includes(ref)).toSorted(),
          );
          expect(event.data.closed.toSorted()).toEqual(
            openIn(before)
              .filter((ref) => !after.includes(ref))
              .toSorted(),
          );
        }
      }),
      { numRuns: 300 },
    );
  });
});

it('a text that only a late scan tells is kept, though the host was seen since', () => {
  const silent = sighting(3, { attributes: {} });
  const late = sighting(2, { attributes: { os: 'new' } });
  const first = sighting(1, { attributes: { os: 'old' } });
  expect(run(observe(first), observe(silent), observe(late))?.attributes).toEqual({ os: 'new' });
  expect(second(3)).toBe(run(observe(first), observe(silent), observe(late))?.visited);
});
