import { Unusable } from '../bin/new/plan.ts';
import { addNew, USAGE } from '../bin/new.ts';
import { ExitCode } from '../cli/exit.ts';
import { parseWords, wordsOf } from './words.ts';

const { positionals } = wordsOf(USAGE, (words) => parseWords(words, { allowPositionals: true, options: {} }));
try {
  if (!addNew(positionals)) process.exitCode = ExitCode.refused;
} catch (error) {
  if (!(error instanceof Unusable)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = ExitCode.usage;
}
