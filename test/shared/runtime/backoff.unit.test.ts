import { expect, it } from 'vitest';
import { jittered } from '#shared/runtime/backoff.ts';

async function waits(random: number, attempts: number): Promise<number[]> {
  const slept: number[] = [];
  const pause = jittered({
    firstMs: 50,
    longestMs: 300,
    random: () => random,
    sleep: async (ms) => void slept.push(ms),
  });
  for (let attempt = 1; attempt <= attempts; attempt += 1) await pause(attempt);
  return slept;
}

it('a pause lasts any time up to a bound that doubles with each attempt, and never longer than its longest', async () => {
  expect(await waits(0, 3)).toEqual([0, 0, 0]);
  expect(await waits(0.5, 5)).toEqual([25, 50, 100, 150, 150]);
});
