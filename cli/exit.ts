import type { FieldProblem } from '#schemas/errors.ts';

/** The exit codes of the program. Scripts may rely on these numbers. */
export const ExitCode = { ok: 0, refused: 1, usage: 2, unreachable: 3 } as const;
export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];

interface Details {
  readonly errors?: readonly FieldProblem[];
  readonly correlationId?: string;
  readonly cause?: unknown;
}

/** A command cannot do its work. `code` is stable; `message` is for people and names the remedy. */
export class CommandFailure extends Error {
  override readonly name = 'CommandFailure';
  readonly exitCode: ExitCode;
  readonly code: string;
  readonly errors: readonly FieldProblem[];
  readonly correlationId: string | undefined;

  constructor(exitCode: ExitCode, code: string, message: string, details: Details = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.exitCode = exitCode;
    this.code = code;
    this.errors = details.errors ?? [];
    this.correlationId = details.correlationId;
  }
}

/** The words after `chariot` are wrong. Names the argument and its allowed values. */
export const wrongUsage = (message: string, cause?: unknown): CommandFailure =>
  new CommandFailure(ExitCode.usage, 'usage', message, { cause });
