import { explain } from './explain.ts';
import { runSeed } from './run.ts';
import { scenarios } from './scenarios/index.ts';
import type { Scenario } from './scenarios/scenario.ts';
import { Story } from './scheduler/story.ts';

export interface Simulation {
  readonly seeds: number;
  readonly from: number;
  /** Part of the names of the scenarios that run; all without it. */
  readonly scenario?: string;
  /** Tells the story of each seed. */
  readonly story: boolean;
  readonly print: (text: string) => void;
}

/** Failing seeds of one scenario that are explained; more of them say the same as a rule. */
const MAX_EXPLAINED = 2;

/** A simulation that would run nothing. A run that runs nothing must never look like one in which nothing broke. */
export class Unrunnable extends Error {}

/** The scenarios of which seeds are to run. Throws Unrunnable where there are none, or no seeds. */
export function scenariosOf({ seeds, from, scenario = '' }: Omit<Simulation, 'print'>): Scenario[] {
  for (const [name, number] of Object.entries({ seeds, from })) {
    if (!Number.isSafeInteger(number) || number < 1) {
      throw new Unrunnable(`"${name}" must be a whole number, 1 or more`);
    }
  }
  const wanted = scenarios.filter(({ name }) => name.includes(scenario));
  if (wanted.length > 0) return wanted;
  const known = scenarios.map(({ name }) => name).join(', ');
  throw new Unrunnable(`No scenario has "${scenario}" in its name. Known are: ${known}`);
}

/** Runs seeds of each scenario and prints what it finds. Answers how many seeds failed. */
export async function simulate({ print, ...wanted }: Simulation): Promise<number> {
  const { seeds, from, story } = wanted;
  let failed = 0;
  for (const each of scenariosOf(wanted)) {
    const started = performance.now();
    let [steps, broken] = [0, 0];
    for (let seed = from; seed < from + seeds; seed += 1) {
      const run = await runSeed(each, seed, story ? new Story() : undefined);
      steps += run.steps;
      if (run.story) print(`${each.name}, seed ${seed}\n${run.story.text()}\n`);
      if (run.violations.length === 0) continue;
      broken += 1;
      if (broken <= MAX_EXPLAINED) print(await explain(each, seed, run));
    }
    const ms = (performance.now() - started) / seeds;
    print(
      `${each.name}: ${seeds} seeds, ${broken} failed, ${(steps / seeds).toFixed(0)} steps and ${ms.toFixed(1)} ms a seed`,
    );
    failed += broken;
  }
  return failed;
}
