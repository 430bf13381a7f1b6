import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AssetState } from '#schemas/asset/asset/state.ts';
import { Refusal } from '#schemas/errors.ts';
import { Asset as Aggregate } from '../../../functions/asset/asset/asset.ts';
import { withHistory } from '../../../functions/asset/asset/domain/audit-trail.ts';
import type { AssetCommand } from '../../../functions/asset/asset/domain/command.ts';
import { merge } from '../../../functions/asset/asset/domain/merge.ts';
import { refOf } from '../../../functions/asset/asset/domain/port.ts';
import { expiryFrom, toSecond } from '../../../functions/asset/asset/domain/time.ts';
import { visit } from '../../../functions/asset/asset/domain/visit.ts';
import { at, BY, DAYS, inSteps, JOB, OTHER_JOB, type Step, second, sighting } from '../samples.ts';

const Asset = inSteps(Aggregate);

const words = fc.uniqueArray(fc.constantFrom('a', 'b', 'c'), { maxLength: 3 });
const status = fc.constantFrom('A' as const, 'P' as const, 'F' as const, 'FR' as const);
const texts = fc.record(
  { country: fc.constantFrom('', 'DE', 'US'), city: fc.constantFrom('', 'Ulm') },
  { requiredKeys: [] },
);

const edit = fc.record(
  {
    status,
    source: fc.constant('seed'),
    comment: fc.constantFrom('seen', 'checked'),
    remove: fc.nat(3),
    origin: fc.constantFrom('tld', 'whois'),
    tags: words,
    origins: words,
    attackSurface: words,
    capability: words,
    technologies: words,
    attributes: fc.dictionary(fc.constantFrom('x', 'y'), fc.option(fc.constantFrom('1', '2'), { nil: null })),
    metadata: texts,
  },
  { requiredKeys: [] },
);

const port = fc.record({
  protocol: fc.constantFrom('tcp' as const, 'udp' as const),
  port: fc.integer({ min: 1, max: 4 }),
  state: fc.constantFrom('open' as const, 'closed' as const, 'filtered' as const),
});

const seen = fc
  .record({
    observed: fc.integer({ min: -100, max: 100 }),
    up: fc.boolean(),
    ports: fc.uniqueArray(port, { maxLength: 4, selector: refOf }),
    technologies: words,
    tags: words,
    metadata: texts,
    job: fc.constantFrom(JOB, OTHER_JOB),
  })
  .map(({ observed, job, ...rest }) =>
    sighting(observed, {
      ...rest,
      import: job,
      discovery: job,
      scopes: [{ protocol: 'tcp', ranges: '1-3', otherwise: 'closed' }],
    }),
  );

/** Steps of days, so that some histories outlive an asset. */
const moment = fc.integer({ min: 0, max: 100 }).map((day) => at(day * DAYS));

const command: fc.Arbitrary<Step<AssetCommand>> = fc.oneof(
  fc.record({
    type: fc.constant('CreateAsset' as const),
    dns: fc.constant('www.acme.test'),
    name: fc.constant('192.0.2.10'),
    source: fc.constantFrom('self', 'seed', 'account', 'provided'),
    origin: fc.constantFrom('', 'tld'),
    tags: words,
    attributes: fc.constant({}),
    technologies: words,
    attackSurface: words,
    metadata: texts,

    now: moment,
  }),
  fc.record({ type: fc.constant('ObserveAsset' as const), now: moment, sightings: seen.map((one) => [one]) }),
  fc.record({ type: fc.constant('UpdateAsset' as const), edit, now: moment }),
  fc.record({ type: fc.constant('TagAsset' as const), tags: words, now: moment }),
  fc.record({
    type: fc.constant('ReclassifyAsset' as const),
    class: fc.constantFrom('printer', 'ipv4'),

    now: moment,
  }),
  fc.record({ type: fc.constant('DeleteAsset' as const), now: moment }),
  fc.record({ type: fc.constant('ExpireAsset' as const), now: moment }),
);

const byTime = (commands: readonly Step<AssetCommand>[]) =>
  commands.toSorted((a, b) => (a.now < b.now ? -1 : 1));
const histories = fc.array(command, { maxLength: 12 }).map(byTime);

/** Runs commands as a service does: what is refused changes nothing. */
function run(
  commands: readonly Step<AssetCommand>[],
  each?: (before: AssetState | undefined, next: Step<AssetCommand>) => void,
) {
  let state: AssetState | undefined;
  for (const next of commands) {
    each?.(state, next);
    try {
      state = Asset.decide(next, state).reduce<AssetState | undefined>(Asset.evolve, state);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
    }
  }
  return state;
}

describe('every asset', () => {
  it('every event fits its schema, and every state too', () => {
    fc.assert(
      fc.property(histories, (commands) => {
        run(commands, (state, next) => {
          try {
            const events = Asset.decide(next, state);
            for (const event of events) expect(Asset.events.parse(event)).toEqual(event);
            const after = events.reduce<AssetState | undefined>(Asset.evolve, state);
            if (after) expect(Asset.state.parse(after)).toEqual(after);
          } catch (error) {
            if (!(error instanceof Refusal)) throw error;
          }
        });
      }),
    );
  });

  it('its time of creation stands within one life, and visited never moves back', () => {
    fc.assert(
      fc.property(histories, (commands) => {
        run(commands, (before, next) => {
          const after = run([...commands.slice(0, commands.indexOf(next)), next]);
          const reborn = next.type === 'CreateAsset' || next.type === 'ObserveAsset';
          if (!before || !after || (reborn && after.created !== before.created)) return;
          expect(after.created).toBe(before.created);
          expect(after.visited >= before.visited).toBe(true);
        });
      }),
      { numRuns: 50 },
    );
  });

  it('a due date is never left where it was by the command that it brings', () => {
    fc.assert(
      fc.property(histories, (commands) => {
        const state = run(commands);
        const due = state && Asset.index(state).due;
        fc.pre(state !== undefined && due !== undefined);
        const after = Asset.decide({ type: 'ExpireAsset', now: due! }, state).reduce(Asset.evolve, state!);
        return Asset.index(after).due === undefined;
      }),
    );
  });

  it('no scan revives an asset that a person deleted', () => {
    fc.assert(
      fc.property(histories, fc.array(seen, { maxLength: 4 }), (commands, sightings) => {
        const now = at(101 * DAYS);
        const deleted = run([...commands, { type: 'DeleteAsset', now }]);
        fc.pre(deleted?.deletion?.reason === 'removed');
        const later = sightings.reduce<AssetState>(
          (state, next) =>
            Asset.decide({ type: 'ObserveAsset', now, sightings: [next] }, state).reduce<AssetState>(
              Asset.evolve,
              state,
            ),
          deleted!,
        );
        return later.status === 'D';
      }),
    );
  });
});

describe('an event says just as much as the rule', () => {
  const alive = (commands: readonly Step<AssetCommand>[]) => {
    const state = run(commands);
    return state && state.status !== 'D' ? state : undefined;
  };

  it('of Merge', () => {
    fc.assert(
      fc.property(histories, edit, (commands, given) => {
        const state = alive(commands);
        fc.pre(state !== undefined);
        const now = toSecond(state!.created);
        const { changes, history } = merge(state!, given, { by: BY, at: now });
        const direct = { ...state!, ...changes, history: withHistory(state!.history, history) };
        const command = { type: 'UpdateAsset', edit: given, now: `${now.slice(0, 19)}.000Z` } as const;
        const evolved = Asset.decide(command, state).reduce(Asset.evolve, state!);
        const { soleDiscovery: _, stamps: _stamps, ...expected } = direct;
        const { soleDiscovery: __, stamps: ___, ...actual } = evolved;
        expect(actual).toEqual(expected);
      }),
    );
  });

  it('of Visit', () => {
    fc.assert(
      fc.property(histories, seen, (commands, given) => {
        const state = alive(commands);
        fc.pre(state !== undefined && given.up);
        const now = `${state!.created.slice(0, 19)}.000Z`;
        const { changes } = visit(state!, {
          source: given.capability,
          status: 'A',
          origin: '',
          visited: given.observedAt,
          ttl: expiryFrom(now),
          private: false,
          capability: [given.capability],
          metadata: given.metadata,
          tags: given.tags,
          attributes: given.attributes,
          technologies: given.technologies,
          attackSurface: given.attackSurface,
          origins: given.origins,
        });
        const evolved = Asset.decide({ type: 'ObserveAsset', now, sightings: [given] }, state).reduce(
          Asset.evolve,
          state!,
        );
        expect(evolved).toMatchObject(changes);
        expect(evolved.visited >= second(-100)).toBe(true);
      }),
    );
  });
});

describe('scans of one host', () => {
  it('lead to the same attributes and texts, whichever of two arrives first', () => {
    const observation = fc.record({
      metadata: texts,
      attributes: fc.dictionary(fc.constantFrom('os', 'mac'), fc.constantFrom('1', '2')),
    });
    fc.assert(
      fc.property(observation, observation, (earlier, later) => {
        const scans = [sighting(1, earlier), sighting(2, later)];
        const told = (sightings: typeof scans) => {
          const state = run(
            sightings.map((one) => ({ type: 'ObserveAsset', now: at(500), sightings: [one] }) as const),
          );
          return { attributes: state?.attributes, country: state?.country ?? '', city: state?.city ?? '' };
        };
        expect(told(scans.toReversed())).toEqual(told(scans));
      }),
    );
  });

  /** Sightings at distinct moments, all of the same arrival. */
  const several = fc.uniqueArray(
    seen.filter(({ up }) => up),
    { minLength: 1, maxLength: 5, selector: ({ observedAt }) => observedAt },
  );

  it('lead to the same ports, and to the same last visit, in any order of arrival', () => {
    fc.assert(
      fc.property(several, fc.infiniteStream(fc.nat()), (sightings, keys) => {
        const shuffled = sightings
          .map((one) => ({ one, key: keys.next().value ?? 0 }))
          .toSorted((a, b) => a.key - b.key)
          .map(({ one }) => one);
        const observed = (order: typeof sightings) =>
          run(order.map((one) => ({ type: 'ObserveAsset', now: at(200), sightings: [one] }) as const))!;
        const [one, other] = [observed(sightings), observed(shuffled)];
        expect(one.ports).toEqual(other.ports);
        expect(one.scopes).toEqual(other.scopes);
        expect(one.visited).toBe(other.visited);
      }),
    );
  });

  it('change nothing the second time but how long it lives', () => {
    fc.assert(
      fc.property(several, (sightings) => {
        const once = sightings.map(
          (one) => ({ type: 'ObserveAsset', now: at(200), sightings: [one] }) as const,
        );
        const again = once.map((one) => ({ ...one, now: at(300) }));
        const { ttl: _, soleDiscovery: __, ...first } = run(once)!;
        const { ttl: ___, soleDiscovery: ____, ...second_ } = run([...once, ...again])!;
        expect(second_).toEqual(first);
      }),
    );
  });
});
