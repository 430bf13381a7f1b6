import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { main } from '../../cli/program.ts';
import { stubTerminal } from './terminal-stub.ts';

const shim = join(import.meta.dirname, '..', '..', 'bin', 'chariot.mjs');

export interface Run {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the command line within this process, with pipes for a terminal. */
export async function chariot(
  words: readonly string[],
  env: Record<string, string> = {},
  input = '',
): Promise<Run> {
  const terminal = stubTerminal({ env: { HOME: '/nonexistent', ...env }, input });
  const code = await main(words, terminal);
  return { code, stdout: terminal.printed(), stderr: terminal.complained() };
}

/** Runs the program itself, as a user does: slower, and all of it. */
export async function chariotProgram(
  words: readonly string[],
  env: Record<string, string> = {},
): Promise<Run> {
  const child = spawn(process.execPath, [shim, ...words], {
    env: { PATH: process.env.PATH ?? '', HOME: '/nonexistent', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  const [code, stdout, stderr] = await Promise.all([ended, text(child.stdout), text(child.stderr)]);
  return { code, stdout, stderr };
}
