import { expect } from 'vitest';
import { explain } from './explain.ts';
import { runSeed } from './run.ts';
import type { Scenario } from './scenarios/scenario.ts';

/** Runs the seeds of a scenario from 1 on, and fails with the story of the first that breaks something. */
export async function holds(scenario: Scenario): Promise<void> {
  for (let seed = 1; seed <= scenario.seeds; seed += 1) {
    const run = await runSeed(scenario, seed);
    if (run.violations.length > 0) expect.fail(await explain(scenario, seed, run));
  }
}
