import { explain } from './explain.ts';
import { runSeed } from './run.ts';
import { scenarios } from './scenarios/index.ts';
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

/** Runs seeds of each scenario and prints what it finds. Answers how many seeds failed. */
export async function simulate({ seeds, from, scenario = '', story, print }: Simulation): Promise<number> {
  let failed = 0;
  for (const each of scenarios.filter(({ name }) => name.includes(scenario))) {
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
