import { always } from './invariants/always.ts';
import { overdue } from './invariants/due.ts';
import type { Invariant, Violation } from './invariants/invariant.ts';
import { Platform } from './platform/platform.ts';
import type { Scenario } from './scenarios/scenario.ts';
import { Choices } from './scheduler/choices.ts';
import { NeverAtRest, Scheduler } from './scheduler/scheduler.ts';
import type { Story } from './scheduler/story.ts';

/** One run of a scenario that has come to its end. */
export interface Run {
  readonly violations: readonly Violation[];
  /** What was chosen; the same list makes the same run. */
  readonly choices: readonly number[];
  readonly steps: number;
  readonly story: Story | undefined;
}

/** Minutes for which the schedule goes on once all else is done: what is due is told again within ten. */
const CLOSING_MINUTES = 12;
const MINUTE_MS = 60_000;

/** A simulated failure is made a thousand times, and nobody reads where. */
const STACK_LINES = 0;

export async function run(scenario: Scenario, choices: Choices, story?: Story): Promise<Run> {
  const scheduler = new Scheduler(choices, story);
  const platform = new Platform(scheduler);
  const violations: Violation[] = [];
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = STACK_LINES;
  try {
    const actors = await scenario.actors(platform);
    await scheduler.rest();
    await close(platform);
    for (const invariant of [...always, ...scenario.invariants] as Invariant[]) {
      const { name } = invariant;
      const found = await Promise.resolve(invariant.check(platform, actors)).catch((error: Error) => [
        `it could not be looked at: ${error.message}`,
      ]);
      violations.push(...found.map((how) => ({ invariant: name, how })));
    }
  } catch (error) {
    if (!(error instanceof NeverAtRest)) throw error;
    violations.push({ invariant: 'every run comes to rest', how: error.message });
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
  return { violations, choices: choices.made, steps: scheduler.steps, story };
}

/** The calm after the storm: nothing fails any more, and the schedule runs each minute while something is due. */
async function close(platform: Platform): Promise<void> {
  const { scheduler } = platform;
  scheduler.calm = true;
  for (let minute = 0; minute < CLOSING_MINUTES && overdue(platform).length > 0; minute += 1) {
    scheduler.now += MINUTE_MS;
    for (const sweep of platform.sweeps) sweep();
    await scheduler.rest();
  }
}

export const runSeed = (scenario: Scenario, seed: number, story?: Story): Promise<Run> =>
  run(scenario, Choices.ofSeed(seed), story);
