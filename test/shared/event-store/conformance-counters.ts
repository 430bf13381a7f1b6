import { describe, expect, it } from 'vitest';
import type { EventStore } from '#shared/event-store/event-store.ts';
import type { Counter } from '#shared/limits/counters.ts';
import { newAccount } from './counter.ts';

const at = (second: number): string => `2026-11-25T12:00:${String(second).padStart(2, '0')}.000Z`;

/** What counters and seats promise, whatever the store stands on. */
export function countersConformance(storeFor: () => EventStore): void {
  describe('counters of limits', () => {
    const counterOf = (name: string): Counter => ({
      accountId: newAccount(name),
      name: 'jobs',
      span: '2026-11-25',
      expiresAt: '2026-11-27T00:00:00.000Z',
    });

    it('lets exactly as many of 40 racing callers through as there is room for', async () => {
      const [{ counters }, counter] = [storeFor(), counterOf('race')];
      const taken = await Promise.all(Array.from({ length: 40 }, () => counters.take(counter, 3, 30)));
      expect(taken.filter(Boolean)).toHaveLength(10);
      expect(await counters.used(counter)).toBe(30);
    });

    it('gives room back, and never more than was taken', async () => {
      const [{ counters }, counter] = [storeFor(), counterOf('back')];
      expect(await counters.take(counter, 11, 10)).toBe(false);
      expect(await counters.take(counter, 10, 10)).toBe(true);
      await counters.giveBack(counter, 4);
      await counters.giveBack(counter, 7);
      expect(await counters.used(counter)).toBe(6);
      expect(await counters.take(counter, 4, 10)).toBe(true);
      expect(await counters.take(counter, 1, 10)).toBe(false);
    });

    it('counts each account, name and span for itself', async () => {
      const [{ counters }, counter] = [storeFor(), counterOf('apart')];
      expect(await counters.take(counter, 1, 1)).toBe(true);
      expect(await counters.take({ ...counter, span: '2026-11-26' }, 1, 1)).toBe(true);
      expect(await counters.take({ ...counter, name: 'others' }, 1, 1)).toBe(true);
      expect(await counters.take({ ...counter, accountId: newAccount('other') }, 1, 1)).toBe(true);
      expect(await counters.take(counter, 1, 1)).toBe(false);
    });
  });

  describe('a seat', () => {
    const seatOf = (name: string) => ({ accountId: newAccount(name), name: 'work#1' });

    it('has one holder of many who want it at once', async () => {
      const [{ counters }, seat] = [storeFor(), seatOf('seat')];
      const sat = await Promise.all(
        Array.from({ length: 10 }, (_, n) =>
          counters.sit(seat, { holder: `h${n}`, now: at(0), until: at(30) }),
        ),
      );
      expect(sat.filter(Boolean)).toHaveLength(1);
    });

    it('is free when its holder leaves it, or has died, and may be taken again by its holder', async () => {
      const [{ counters }, seat] = [storeFor(), seatOf('free')];
      expect(await counters.sit(seat, { holder: 'a', now: at(0), until: at(30) })).toBe(true);
      expect(await counters.sit(seat, { holder: 'a', now: at(1), until: at(31) })).toBe(true);
      await counters.rise(seat, { holder: 'b', now: at(2) });
      expect(await counters.sit(seat, { holder: 'b', now: at(2), until: at(32) })).toBe(false);
      await counters.rise(seat, { holder: 'a', now: at(3) });
      expect(await counters.sit(seat, { holder: 'b', now: at(3), until: at(33) })).toBe(true);
      expect(await counters.sit(seat, { holder: 'c', now: at(33), until: at(50) })).toBe(true);
    });
  });
}
