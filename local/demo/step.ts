import { Listr, ListrLogger, ProcessOutput } from 'listr2';
import { printable } from '../../cli/output.ts';
import type { Terminal } from '../../cli/terminal.ts';
import type { ProgressLog } from '../command.ts';

const seconds = (started: number): string => `${((performance.now() - started) / 1000).toFixed(1)} s`;

/** Everything to stderr: stdout is the report's. */
const toStderr = () => ({
  logger: new ListrLogger({ processOutput: new ProcessOutput(process.stderr, process.stderr) }),
});

const firstLine = (error: unknown): string =>
  printable((error instanceof Error ? error.message : String(error)).split('\n')[0] ?? '');

type Outcome<T> = { readonly value: T } | { readonly error: unknown };

/** Has listr show a piece of work, and its end in one line. */
async function show(
  terminal: Terminal,
  title: string,
  work: (say: ProgressLog) => Promise<void>,
): Promise<void> {
  const started = performance.now();
  const task = {
    title,
    task: async (_context: unknown, shown: { title?: string; output: string }) => {
      await work((line) => {
        if (terminal.interactive) shown.output = printable(line);
      });
      shown.title = `${title} (${seconds(started)})`;
    },
  };
  const options = { ...toStderr(), collapseErrors: false };
  await new Listr([task], {
    renderer: terminal.interactive ? 'default' : 'simple',
    rendererOptions: options,
    fallbackRenderer: 'simple',
    fallbackRendererOptions: toStderr(),
    // The code that started the engines handles Ctrl-C; listr would end the process and leave them.
    registerSignalListeners: false,
    exitOnError: false,
  }).run();
}

/**
 * Runs one step of the demo, behind a spinner with its latest line. Without a terminal it prints one line when it
 * begins and one when it ends. Throws the step's own error and shows its first line.
 */
export async function step<T>(
  terminal: Terminal,
  title: string,
  work: (say: ProgressLog) => Promise<T>,
): Promise<T> {
  const outcomes: Outcome<T>[] = [];
  await show(terminal, title, async (say) => {
    try {
      outcomes.push({ value: await work(say) });
    } catch (error) {
      outcomes.push({ error });
      throw new Error(firstLine(error));
    }
  });
  const [outcome] = outcomes;
  if (outcome === undefined) throw new Error(`${title}: it has not run`);
  if ('error' in outcome) throw outcome.error;
  return outcome.value;
}
