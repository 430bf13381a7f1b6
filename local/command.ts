import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** Takes one line of progress. It must not write to stdout, which belongs to the answer of a command. */
export type ProgressLog = (line: string) => void;

/** A command ended with another code than 0. `output` holds the end of what it printed. */
export class CommandFailed extends Error {
  override readonly name = 'CommandFailed';
  readonly command: string;
  readonly output: string;

  constructor(command: string, outcome: string, output: string) {
    super(`${command} ${outcome}${output ? `:\n${output}` : ''}`);
    this.command = command;
    this.output = output;
  }
}

interface Options {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  readonly log?: ProgressLog;
  /** How many lines of output an error carries. */
  readonly tail?: number;
  /** The program is given up when it prints nothing for so long. */
  readonly silenceSeconds?: number;
}

/**
 * Runs a program to its end and resolves to the lines it printed (both streams, as they came).
 * Throws CommandFailed. The program gets no stdin and is ended with this process.
 */
export function run(file: string, args: readonly string[], options: Options): Promise<string[]> {
  const { cwd, env, log, tail = 40, silenceSeconds } = options;
  const child = spawn(file, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const lines: string[] = [];
  const silence = silenceSeconds ? setTimeout(() => child.kill('SIGKILL'), silenceSeconds * 1000) : undefined;
  const take = (line: string) => {
    silence?.refresh();
    lines.push(line);
    log?.(line);
  };
  createInterface({ input: child.stdout }).on('line', take);
  createInterface({ input: child.stderr }).on('line', take);
  const endWithUs = () => child.kill('SIGKILL');
  process.once('exit', endWithUs);
  const command = [file.split('/').at(-1), ...args.slice(0, 3)].join(' ');
  return new Promise((resolve, reject) => {
    child.on('error', (error) => reject(new CommandFailed(command, `did not start (${error.message})`, '')));
    child.on('close', (code, signal) => {
      clearTimeout(silence);
      process.off('exit', endWithUs);
      if (code === 0) resolve(lines);
      else reject(new CommandFailed(command, `ended with ${code ?? signal}`, lines.slice(-tail).join('\n')));
    });
  });
}
