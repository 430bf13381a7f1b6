import { Command, CommanderError } from 'commander';
import { type CommandInput, type Run, reportFailure } from './command.ts';
import { accounts, whoami } from './commands/accounts.ts';
import { asset } from './commands/asset.ts';
import { assets } from './commands/assets.ts';
import { history } from './commands/history.ts';
import { importFiles } from './commands/import.ts';
import { jobs } from './commands/jobs.ts';
import { showLimits } from './commands/limits.ts';
import { login } from './commands/login.ts';
import { ops } from './commands/ops.ts';
import { seeds } from './commands/seeds.ts';
import { why } from './commands/why.ts';
import { loadProfile } from './config.ts';
import { failureOf, signIn } from './connection.ts';
import { type CommandFailure, ExitCode, wrongUsage } from './exit.ts';
import { jsonDocument } from './output.ts';
import type { Terminal } from './terminal.ts';

const exitCodes = `
Exit codes:
  0  done
  1  refused by the API, or failed (an import: any of its files)
  2  the command is wrong, or nobody is logged in
  3  the API cannot be reached`;

/** The commands, in the order of their help. */
const commands = [
  login,
  importFiles,
  assets,
  asset,
  why,
  seeds,
  jobs,
  history,
  whoami,
  accounts,
  showLimits,
  ops,
];

function programOf(terminal: Terminal, run: Run): Command {
  const program = new Command('chariot')
    .description('Your attack surface, from the command line: import what scanners found, see what is there.')
    .addHelpText('after', exitCodes)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => void terminal.stdout.write(text),
      // The failure is reported once, by main.
      writeErr: () => undefined,
    })
    .helpCommand(false);
  for (const command of commands) command(program, run);
  return program;
}

function runner(terminal: Terminal, ended: (exitCode: ExitCode) => void): Run {
  return async (options, work) => {
    const { json = false, account } = options;
    const invocation: CommandInput = {
      terminal,
      print: (text) => {
        if (!json) terminal.stdout.write(text);
      },
      connect: async () => (await signIn(loadProfile(terminal.env), account)).api,
    };
    const answer = await work(invocation);
    terminal.stdout.write(json ? jsonDocument(answer.json) : answer.text);
    ended(answer.exitCode ?? ExitCode.ok);
  };
}

/** How to ask for the help of the command that the words name. */
function helpOf(program: Command, words: readonly string[]): string {
  const names: string[] = [];
  let command: Command | undefined = program;
  for (const word of words) {
    command = command?.commands.find((one) => one.name() === word);
    if (command === undefined) break;
    names.push(word);
  }
  return ['chariot', ...names, '--help'].join(' ');
}

/** The faults that commander found; help is none. */
function wrongWords(error: CommanderError, help: string): CommandFailure | undefined {
  if (error.exitCode === 0) return undefined;
  if (error.code === 'commander.help') return wrongUsage(`a command is missing. See: ${help}`, error);
  // A suggestion stands on a line of its own.
  const message = error.message
    .replace(/^error: /, '')
    .replaceAll(/\s*\n\s*/g, ' ')
    .replace(/\.$/, '');
  if (message === "missing required argument 'key'") {
    return wrongUsage(`${message}. A shell takes a bare # for a comment: put keys in quotes`, error);
  }
  return wrongUsage(`${message}. See: ${help}`, error);
}

/** Runs the words after `chariot` to their end. Never throws. */
export async function main(words: readonly string[], terminal: Terminal): Promise<ExitCode> {
  let exitCode: ExitCode = ExitCode.ok;
  const program = programOf(
    terminal,
    runner(terminal, (code) => {
      exitCode = code;
    }),
  );
  try {
    await program.parseAsync(words, { from: 'user' });
    return exitCode;
  } catch (error) {
    const failure =
      error instanceof CommanderError ? wrongWords(error, helpOf(program, words)) : failureOf(error);
    return failure ? reportFailure(terminal, failure, words.includes('--json')) : ExitCode.ok;
  }
}
