import { wrongUsage } from '../cli/exit.ts';
import { simulate, Unrunnable } from '../test/simulation/simulate.ts';
import { parseWords, wordsOf } from './words.ts';

const usage = `Usage: npm run simulate -- [--seeds N] [--from N] [--scenario WORDS] [--story]

Runs the real handlers under a seeded scheduler. The exit code is 1 if a seed breaks an invariant.

  --seeds     how many seeds of each scenario; 1000 without it
  --from      the first of them; 1 without it
  --scenario  only those with these words in their name
  --story     tell what happens in each seed
`;

const { seeds, from, scenario, story } = wordsOf(
  usage,
  (words) =>
    parseWords(words, {
      options: {
        seeds: { type: 'string', default: '1000' },
        from: { type: 'string', default: '1' },
        scenario: { type: 'string', default: '' },
        story: { type: 'boolean', default: false },
      },
    }).values,
);
const wanted = { seeds: Number(seeds), from: Number(from), scenario, story };

const failed = await simulate({ ...wanted, print: (text) => console.log(text) }).catch((error: unknown) => {
  if (!(error instanceof Unrunnable)) throw error;
  return wordsOf(usage, () => {
    throw wrongUsage(error.message, error);
  });
});
process.exit(failed === 0 ? 0 : 1);
