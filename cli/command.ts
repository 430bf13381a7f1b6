import { type Command, InvalidArgumentError, Option } from 'commander';
import { Created } from '#schemas/asset/parameters.ts';
import { AccountId } from '#schemas/primitives.ts';
import type { Api } from './client.ts';
import type { CommandFailure, ExitCode } from './exit.ts';
import { jsonDocument, printable } from './output.ts';
import type { Terminal } from './terminal.ts';

/** The end of a command: its answer as data, and the same for a person. */
export interface CommandAnswer {
  readonly json: unknown;
  /** Ends with a newline, or is empty. */
  readonly text: string;
  readonly exitCode?: ExitCode;
}

/** The input of a command besides its own arguments. */
export interface CommandInput {
  readonly terminal: Terminal;
  /** Prints a part of the text answer now, where the whole takes long; nothing with --json. */
  print(text: string): void;
  /** Signs in with the profile and yields the API's client. Throws CommandFailure. */
  connect(): Promise<Api>;
}

export interface CommonOptions {
  readonly json?: true;
  readonly account?: string;
}

/** Runs one command to its answer; the program prints it and ends with its exit code. */
export type Run = (
  options: CommonOptions,
  work: (invocation: CommandInput) => Promise<CommandAnswer>,
) => Promise<void>;

const accountOption = () =>
  new Option('--account <id>', "account to work in, if not the key's own")
    .env('CHARIOT_ACCOUNT')
    .argParser((value) => {
      if (AccountId.safeParse(value).success) return value;
      throw new InvalidArgumentError(
        'It must be the id of an account (a UUID); chariot accounts lists yours.',
      );
    });

/** The options of every command, and its examples. */
export const common = (command: Command, ...examples: readonly string[]): Command =>
  command
    .option('--json', 'print one JSON document instead of text')
    .addHelpText('after', `\nExamples:\n${examples.map((example) => `  $ ${example}`).join('\n')}`);

/** The same, of a command that works within an account. */
export const inAccount = (command: Command, ...examples: readonly string[]): Command =>
  common(command.addOption(accountOption()), ...examples);

/** An option's value that counts something. */
export function positiveInteger(value: string): number {
  const number = Number(value);
  if (/^\d+$/.test(value) && Number.isSafeInteger(number) && number > 0) return number;
  throw new InvalidArgumentError('It must be a whole number, 1 or more.');
}

/** An option's value that is a day or a moment. One without a zone would mean another moment on another machine. */
export function moment(value: string): string {
  if (Created.safeParse(value).success) return value;
  throw new InvalidArgumentError('It must be a day or a moment in UTC: 2026-11-24, or 2026-11-24T08:00:00Z.');
}

/** Says on stderr why a command failed, and with --json also on stdout as the one document. */
export function reportFailure(terminal: Terminal, failure: CommandFailure, json: boolean): ExitCode {
  const { code, message, errors, correlationId } = failure;
  const lines = [
    `chariot: ${printable(message)}`,
    ...errors.map(({ path, message: problem }) => `  ${printable(path)}: ${printable(problem)}`),
    ...(correlationId ? [`  correlation id: ${printable(correlationId)}`] : []),
  ];
  terminal.stderr.write(`${lines.join('\n')}\n`);
  if (json) {
    terminal.stdout.write(
      jsonDocument({
        error: {
          code,
          message,
          ...(errors.length ? { errors } : {}),
          ...(correlationId ? { correlationId } : {}),
        },
      }),
    );
  }
  return failure.exitCode;
}
