import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Coverage, SeedMode, seedKey } from '#schemas/asset/seed/state.ts';
import { type Match, matcherOf } from '../../../functions/asset/seed/domain/match.ts';

const mode = fc.constantFrom(...SeedMode.options);
const label = fc.constantFrom('a', 'b', 'acme');
const hostName = fc
  .array(label, { minLength: 1, maxLength: 4 })
  .map((labels) => [...labels, 'test'].join('.'));
const domainSeed: fc.Arbitrary<Coverage> = fc
  .record({ value: hostName, mode, subdomains: fc.boolean() })
  .map((seed) => ({ kind: 'domain', ...seed }));

/** All of one small network, so that many seeds cover each address. */
const address = fc.integer({ min: 0, max: 15 }).map((last) => `192.0.2.${last}`);
const bitsOf = (text: string) => Number(text.split('.').at(-1));
const ipSeed: fc.Arbitrary<Coverage> = fc
  .record({ last: fc.integer({ min: 0, max: 15 }), prefix: fc.integer({ min: 24, max: 33 }), mode })
  .map(({ last, prefix, mode }) => ({
    kind: 'ip',
    // 33 stands for the bare address, which is as narrow as its network of one.
    value:
      prefix === 33 ? `192.0.2.${last}` : `192.0.2.${(last >> (32 - prefix)) << (32 - prefix)}/${prefix}`,
    mode,
    subdomains: false,
  }));

/** An account has one seed of a key. */
const distinct = (seed: fc.Arbitrary<Coverage>) => fc.uniqueArray(seed, { selector: seedKey, maxLength: 8 });
const ofAnyKind = distinct(fc.oneof(domainSeed, ipSeed));
const shuffled = (seeds: readonly Coverage[]) =>
  fc.shuffledSubarray([...seeds], { minLength: seeds.length, maxLength: seeds.length });
const asset = fc.record({ dns: hostName, name: address });
const isBefore = (a: string, b: string) => a < b;

/** How many addresses or names more than itself a seed covers. The slow definition, beside the fast one. */
const prefixOf = ({ value }: Coverage) => Number(value.split('/')[1] ?? 32);
const coversAddress = (seed: Coverage, text: string) =>
  seed.kind === 'ip' &&
  bitsOf(text) >> (32 - prefixOf(seed)) === bitsOf(seed.value.split('/')[0] ?? '') >> (32 - prefixOf(seed));
const coversName = ({ kind, value, subdomains }: Coverage, name: string) =>
  kind === 'domain' && (name === value || (subdomains && name.endsWith(`.${value}`)));

function byDefinition(seeds: readonly Coverage[], covering: (seed: Coverage) => number | undefined): Match {
  const hits = seeds
    .flatMap((seed) => {
      const width = covering(seed);
      return width === undefined ? [] : [{ seed, width }];
    })
    .toSorted(
      (a, b) =>
        a.width - b.width ||
        Number(b.seed.mode === 'exclude') - Number(a.seed.mode === 'exclude') ||
        (isBefore(seedKey(a.seed), seedKey(b.seed)) ? -1 : 1),
    );
  const [first] = hits;
  if (!first) return { kind: seeds.some((seed) => seed.mode === 'include') ? 'unmatched' : 'undeclared' };
  return { kind: first.seed.mode === 'include' ? 'included' : 'excluded', seed: seedKey(first.seed) };
}

describe('the seed that counts for an asset', () => {
  it('does not depend on the order of the seeds', () => {
    const seedsTwice = ofAnyKind.chain((seeds) => fc.tuple(fc.constant(seeds), shuffled(seeds)));
    fc.assert(
      fc.property(seedsTwice, asset, ([seeds, others], sought) => {
        expect(matcherOf(others)(sought)).toEqual(matcherOf(seeds)(sought));
      }),
    );
  });

  it('is the smallest network around an address, and of equals the excluding one', () => {
    fc.assert(
      fc.property(distinct(ipSeed), address, (seeds, name) => {
        const width = (seed: Coverage) => (coversAddress(seed, name) ? 32 - prefixOf(seed) : undefined);
        expect(matcherOf(seeds)({ dns: name, name })).toEqual(byDefinition(seeds, width));
      }),
    );
  });

  it('is the longest domain above a name', () => {
    fc.assert(
      fc.property(distinct(domainSeed), hostName, (seeds, name) => {
        const width = (seed: Coverage) =>
          coversName(seed, name) ? name.length - seed.value.length : undefined;
        expect(matcherOf(seeds)({ dns: name, name })).toEqual(byDefinition(seeds, width));
      }),
    );
  });

  it('stays the same when a seed is added that does not cover it, but for the declaration', () => {
    fc.assert(
      fc.property(ofAnyKind, fc.oneof(domainSeed, ipSeed), asset, (seeds, more, sought) => {
        fc.pre(!coversAddress(more, sought.name) && !coversName(more, sought.dns));
        const [before, after] = [matcherOf(seeds)(sought), matcherOf([...seeds, more])(sought)];
        if ('seed' in before) expect(after).toEqual(before);
        else expect(after).not.toHaveProperty('seed');
      }),
    );
  });

  it('excludes wherever both the name and the address of an asset are covered, and one of them is spared', () => {
    fc.assert(
      fc.property(ofAnyKind, asset, (seeds, sought) => {
        const byName = matcherOf(seeds)({ dns: sought.dns, name: sought.dns });
        const byAddress = matcherOf(seeds)({ dns: sought.name, name: sought.name });
        const both = matcherOf(seeds)(sought);
        if (byName.kind === byAddress.kind) expect(both.kind).toBe(byName.kind);
        const isExact = (match: Match) =>
          'seed' in match &&
          [sought.dns, sought.name, `${sought.name}/32`].some((value) => match.seed.endsWith(`#${value}`));
        const included = [byName, byAddress].find(({ kind }) => kind === 'included');
        const excluded = [byName, byAddress].find(({ kind }) => kind === 'excluded');
        if (!included || !excluded) return;
        expect(both.kind).toBe(isExact(included) && !isExact(excluded) ? 'included' : 'excluded');
      }),
    );
  });
});

describe('spellings of an asset', () => {
  const seed = (kind: Coverage['kind'], value: string, given: Partial<Coverage> = {}): Coverage => ({
    kind,
    value,
    mode: 'include',
    subdomains: kind === 'domain',
    ...given,
  });

  it.each([
    ['www.acme.test', 'https://WWW.acme.test:8443/login', 'www.acme.test'],
    ['2001:db8::7', '2001:DB8::7', '2001:db8::/32'],
    ['198.51.100.0/25', '198.51.100.0/25', '198.51.100.0/24'],
    ['*.acme.test', '*.acme.test', 'acme.test'],
  ])('%s at %s is covered by %s', (dns, name, value) => {
    const seeds = [seed(/\d\/|:/.test(value) ? 'ip' : 'domain', value)];
    expect(matcherOf(seeds)({ dns, name })).toMatchObject({ kind: 'included' });
  });

  it('no name is covered by a domain that only ends alike, nor by one without the names below it', () => {
    const seeds = [seed('domain', 'acme.test', { subdomains: false }), seed('domain', 'me.test')];
    const match = matcherOf(seeds);
    expect(match({ dns: 'www.acme.test', name: 'www.acme.test' })).toEqual({ kind: 'unmatched' });
    expect(match({ dns: 'acme.test', name: '192.0.2.1' })).toMatchObject({ kind: 'included' });
  });

  it('a network that is larger than the seed is not covered', () => {
    const match = matcherOf([seed('ip', '198.51.100.0/24')]);
    expect(match({ dns: '198.51.0.0/16', name: '198.51.0.0/16' })).toEqual({ kind: 'unmatched' });
  });
});
