import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { wrongUsage } from './exit.ts';
import type { Terminal } from './terminal.ts';

/** Asks on the terminal. The question goes to stderr: stdout is the answer's. Throws CommandFailure when the input ends. */
export async function ask(terminal: Terminal, question: string, { hidden = false } = {}): Promise<string> {
  // readline echoes typed text by writing it out again; a hidden answer is written nowhere.
  const output = hidden ? new Writable({ write: (_chunk, _encoding, done) => done() }) : terminal.stderr;
  const reader = createInterface({ input: terminal.stdin, output, terminal: true });
  const ended = new Promise<never>((_, reject) => {
    reader.once('SIGINT', () => reject(wrongUsage('cancelled')));
    reader.once('close', () => reject(wrongUsage('the input ended before an answer')));
  });
  try {
    if (hidden) terminal.stderr.write(question);
    const answer = await Promise.race([reader.question(hidden ? '' : question), ended]);
    if (hidden) terminal.stderr.write('\n');
    return answer.trim();
  } finally {
    ended.catch(() => undefined);
    reader.close();
  }
}

/** All that a pipe brings, without the line end that `echo` adds. */
export const readPiped = async (terminal: Terminal): Promise<string> =>
  (await text(terminal.stdin)).replace(/\r?\n$/, '');
