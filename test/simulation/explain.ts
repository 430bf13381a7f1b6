import { type Run, run } from './run.ts';
import type { Scenario } from './scenarios/scenario.ts';
import { Choices } from './scheduler/choices.ts';
import { shrink } from './scheduler/shrink.ts';
import { Story } from './scheduler/story.ts';

/** The simplest run that breaks the same invariant as a failing seed, told as a story, and the command that shows it again. */
export async function explain(scenario: Scenario, seed: number, failing: Run): Promise<string> {
  const [broken] = failing.violations;
  if (!broken) return `${scenario.name}, seed ${seed}: nothing is broken`;
  const again = (list: readonly number[], story?: Story) => run(scenario, Choices.ofList(list), story);
  const breaks = async (list: readonly number[]) =>
    (await again(list)).violations.some(({ invariant }) => invariant === broken.invariant);
  const shortest = await shrink(failing.choices, breaks);
  const told = await again(shortest, new Story());
  const violation = told.violations.find(({ invariant }) => invariant === broken.invariant) ?? broken;
  return [
    `${scenario.name}, seed ${seed}: it is not true that ${violation.invariant}.`,
    `  ${violation.how}`,
    '',
    told.story?.text({ short: true }),
    '',
    `  Again: npm run simulate -- --scenario '${scenario.name}' --from ${seed} --seeds 1`,
    '',
  ].join('\n');
}
