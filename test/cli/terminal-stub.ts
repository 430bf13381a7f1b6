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

/** Code points that a terminal would obey, or that change how their neighbours look; line ends aside. */
export const obeyed = (text: string): number[] => {
  const ranges = [
    [0x00, 0x09],
    [0x0b, 0x1f],
    [0x7f, 0x9f],
    [0x200b, 0x200f],
    [0x2028, 0x202e],
    [0x2066, 0x2069],
    [0xe0000, 0xe007f],
  ] as const;
  const points = Array.from(text, (character) => character.codePointAt(0) ?? 0);
  return points.filter((point) => ranges.some(([from, to]) => point >= from && point <= to));
};
