import { type ParseArgsConfig, parseArgs } from 'node:util';
import { CommandFailure, wrongUsage } from '../cli/exit.ts';

const isOfWords = (error: unknown): error is Error =>
  error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS');

/** The options and names among the words of a command. Throws CommandFailure, in one line, for any others. */
export function parseWords<const T extends ParseArgsConfig>(words: readonly string[], config: T) {
  try {
    return parseArgs({ ...config, args: [...words] });
  } catch (error) {
    throw isOfWords(error) ? wrongUsage(error.message.replaceAll(/\s*\n\s*/g, ' '), error) : error;
  }
}

/** Of a command that takes no words at all. */
export const noWords = (words: readonly string[]) => parseWords(words, { options: {} });

function say({ message }: CommandFailure): void {
  process.stderr.write(`${message}\n`);
}

/**
 * What `read` makes of the words after `npm run NAME --`. The process ends here where they ask for help, and where
 * they are wrong: nothing has been started yet. The first line of the usage says which words there are.
 */
export function wordsOf<T>(usage: string, read: (words: readonly string[]) => T, report = say): T {
  const words = process.argv.slice(2);
  if (words.some((word) => word === '--help' || word === '-h')) {
    process.stdout.write(usage);
    process.exit(0);
  }
  try {
    return read(words);
  } catch (error) {
    if (!(error instanceof CommandFailure)) throw error;
    report(error);
    process.stderr.write(usage.slice(0, usage.indexOf('\n') + 1));
    process.exit(error.exitCode);
  }
}
