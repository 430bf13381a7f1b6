import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BUS_LIMITS } from '#shared/messaging/bus.ts';
import { pack } from '#shared/messaging/pack.ts';

describe('packing entries for PutEvents', () => {
  it('keeps all of them, in order, within the limits of one call', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 210 * 1024 }), { maxLength: 200 }), (sizes) => {
        const runs = pack(sizes, (size) => size, BUS_LIMITS);
        expect(runs.flat()).toEqual(sizes);
        for (const run of runs) {
          expect(run.length).toBeLessThanOrEqual(BUS_LIMITS.entries);
          expect(run.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(BUS_LIMITS.bytes);
          expect(run.length).toBeGreaterThan(0);
        }
      }),
    );
  });
});
