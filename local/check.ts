import { Steps } from './steps.ts';
import { noWords, wordsOf } from './words.ts';

/** The checks that need no engine: types, style, unused code, and the tests that run in one process. */
export async function check(steps: Steps): Promise<void> {
  await steps.program('Types', 'tsc', ['--project', '.']);
  await steps.program('Style', 'biome', ['check', '.']);
  await steps.program('Unused files, exports and packages', 'knip', []);
  await steps.tests('Unit, property, contract and stack tests', ['unit', 'prop', 'contract', 'cdk'], {
    workers: 2,
  });
  await steps.tests('Simulation', ['sim'], { workers: 2 });
}

if (import.meta.main) {
  wordsOf('Usage: npm run check\n\nRuns the checks and tests that need no engine.\n', noWords);
  const steps = new Steps();
  await check(steps);
  process.exitCode = steps.finish();
}
