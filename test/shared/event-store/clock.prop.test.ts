import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareClocks, mergeClocks, tick, vectorOf, type WriterClock } from '#shared/event-store/clock.ts';

const instant = fc
  .integer({ min: 0, max: 10_000 })
  .map((second) => new Date(1_795_521_600_000 + second * 1000).toISOString());

/** Few writers and low counts, so that clocks meet in every order. */
const clock: fc.Arbitrary<WriterClock> = fc.dictionary(
  fc.constantFrom('eu', 'us', 'legacy'),
  fc.record({ count: fc.integer({ min: 1, max: 4 }), at: instant }),
);

const merged = (a: WriterClock, b: WriterClock) => vectorOf(mergeClocks(a, b));

describe('the merge of two clocks', () => {
  it('does not depend on which came first', () => {
    fc.assert(
      fc.property(clock, clock, (a, b) => {
        expect(mergeClocks(a, b)).toEqual(mergeClocks(b, a));
      }),
    );
  });

  it('does not depend on how clocks are grouped', () => {
    fc.assert(
      fc.property(clock, clock, clock, (a, b, c) => {
        expect(mergeClocks(mergeClocks(a, b), c)).toEqual(mergeClocks(a, mergeClocks(b, c)));
      }),
    );
  });

  it('adds nothing to a clock that is merged with itself', () => {
    fc.assert(
      fc.property(clock, (a) => {
        expect(mergeClocks(a, a)).toEqual({ ...a });
      }),
    );
  });

  it('has seen all that either has seen, and nothing else', () => {
    fc.assert(
      fc.property(clock, clock, (a, b) => {
        for (const one of [a, b]) {
          expect(['before', 'equal']).toContain(compareClocks(vectorOf(one), merged(a, b)));
        }
        for (const [writer, count] of Object.entries(merged(a, b))) {
          expect([a[writer]?.count, b[writer]?.count]).toContain(count);
        }
      }),
    );
  });

  it('is behind a write that comes after it', () => {
    fc.assert(
      fc.property(clock, clock, instant, (a, b, now) => {
        const next = tick(mergeClocks(a, b), 'eu', 1, now);
        expect(compareClocks(vectorOf(next), vectorOf(a))).toBe('after');
        expect(compareClocks(vectorOf(next), vectorOf(b))).toBe('after');
      }),
    );
  });
});

describe('the order of two clocks', () => {
  const opposite = { before: 'after', after: 'before', equal: 'equal', concurrent: 'concurrent' } as const;

  it('is the opposite from the other side', () => {
    fc.assert(
      fc.property(clock, clock, (a, b) => {
        const order = compareClocks(vectorOf(a), vectorOf(b));
        expect(compareClocks(vectorOf(b), vectorOf(a))).toBe(opposite[order]);
      }),
    );
  });

  it('is concurrent where each has seen a write that the other has not', () => {
    expect(compareClocks({ eu: 2, legacy: 1 }, { eu: 1, legacy: 2 })).toBe('concurrent');
    expect(compareClocks({ eu: 1 }, { legacy: 1 })).toBe('concurrent');
    expect(compareClocks({ eu: 1 }, { eu: 1, legacy: 1 })).toBe('before');
    expect(compareClocks({}, {})).toBe('equal');
  });
});
