import { expect, it } from 'vitest';
import { Choices } from './choices.ts';
import { shrink } from './shrink.ts';

it('finds the shortest and smallest list that still breaks the same sentence as a long one', async () => {
  const breaks = async (list: readonly number[]) => list.includes(7) && list.some((n) => n > 2 && n < 7);
  const found = await shrink([4, 1, 0, 9, 7, 3, 3, 8, 5, 7, 2], breaks);
  expect(found.toSorted()).toEqual([3, 7]);
});

it('gives up after a bounded number of runs, with the shortest list so far', async () => {
  let runs = 0;
  const breaks = async () => {
    runs += 1;
    return runs === 1;
  };
  expect(await shrink([1, 2, 3, 0], breaks, 5)).toEqual([1, 2, 3]);
  expect(runs).toBe(5);
});

it('makes the choices of a list again, and the plainest ones where the list ends', () => {
  const seeded = Choices.ofSeed(11);
  const first = Array.from({ length: 20 }, () => seeded.pick(5));
  const again = Choices.ofList(seeded.made);
  expect(Array.from({ length: 20 }, () => again.pick(5))).toEqual(first);
  expect([again.pick(5), again.happens(1), again.among([1, 1])]).toEqual([0, false, 0]);
});
