import type { Readable, Writable } from 'node:stream';

/** Where a command reads and writes. Tests hand in their own; the program has `processTerminal()`. */
export interface Terminal {
  readonly stdin: Readable & { readonly isTTY?: boolean | undefined };
  /** The answer, and nothing else. */
  readonly stdout: Writable;
  /** Progress, warnings, reasons of failures. */
  readonly stderr: Writable;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Columns to keep tables in. Undefined where nobody looks at the output, as in a pipe: nothing is wrapped there. */
  readonly width: number | undefined;
  /** Whether progress may be drawn on stderr. */
  readonly interactive: boolean;
}

const narrowest = 40;

export function processTerminal(): Terminal {
  const { stdin, stdout, stderr, env } = process;
  return {
    stdin,
    stdout,
    stderr,
    env,
    width: stdout.isTTY ? Math.max(narrowest, stdout.columns || 80) : undefined,
    interactive: stderr.isTTY === true && env.TERM !== 'dumb' && env.CI === undefined,
  };
}
