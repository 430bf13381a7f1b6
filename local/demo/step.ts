import { Listr, ListrLogger, ProcessOutput } from 'listr2';
import { printable } from '../../cli/output.ts';
import type { Terminal } from '../../cli/terminal.ts';
import type { Log } from '../command.ts';

const seconds = (started: number): string => `${((performance.now() - started) / 1000).toFixed(1)} s`;

/** Everything to stderr: stdout is the report's. */
const options = () => ({
  logger: new ListrLogger({ processOutput: new ProcessOutput(process.stderr, process.stderr) }),
});

/**
 * Runs one step of the demo: behind a spinner with the latest line of what it says, or, without a terminal, as a line when
 * it begins and one when it ends. Throws what the step throws.
 */
export async function step<T>(terminal: Terminal, title: string, work: (say: Log) => Promise<T>): Promise<T> {
  const started = performance.now();
  const ended: T[] = [];
  const tasks = new Listr(
    [
      {
        title,
        task: async (_context, task) => {
          const say: Log = (line) => {
            if (terminal.interactive) task.output = printable(line);
          };
          ended.push(await work(say));
          task.title = `${title} (${seconds(started)})`;
        },
      },
    ],
    {
      renderer: terminal.interactive ? 'default' : 'simple',
      rendererOptions: options(),
      fallbackRenderer: 'simple',
      fallbackRendererOptions: options(),
      // Ctrl-C is handled by whoever started the engines; listr would end the process and leave them.
      registerSignalListeners: false,
    },
  );
  await tasks.run();
  const [result] = ended;
  if (result === undefined) throw new Error(`${title}: no result`);
  return result;
}
