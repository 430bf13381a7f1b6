import { PassThrough, Readable } from 'node:stream';
import type { Terminal } from '../../cli/terminal.ts';

export interface StubTerminal extends Terminal {
  readonly printed: () => string;
  readonly complained: () => string;
}

/** A terminal whose output can be read back. `stdin` is what a pipe would bring. */
export function stubTerminal(options: Partial<Terminal> & { input?: string } = {}): StubTerminal {
  const { input = '', ...overrides } = options;
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const chunks = { stdout: '', stderr: '' };
  stdout.on('data', (chunk) => {
    chunks.stdout += chunk;
  });
  stderr.on('data', (chunk) => {
    chunks.stderr += chunk;
  });
  return {
    stdin: Readable.from([Buffer.from(input)]),
    stdout,
    stderr,
    env: {},
    width: undefined,
    interactive: false,
    ...overrides,
    printed: () => chunks.stdout,
    complained: () => chunks.stderr,
  };
}
