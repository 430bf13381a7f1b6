import { PassThrough } from 'node:stream';
import { expect, it } from 'vitest';
import { startBar } from '../../cli/progress.ts';
import { stubTerminal } from './terminal-stub.ts';

const asTerminal = () => Object.assign(new PassThrough(), { isTTY: true, columns: 80 });

it('A bar is drawn on stderr, and is taken off the screen at its end', () => {
  const stderr = asTerminal();
  const terminal = stubTerminal({ stderr, interactive: true });
  const bar = startBar(terminal, 'scan.xml uploading', 10);
  bar.update(5);
  bar.end();
  const drawn = String(stderr.read());
  expect(drawn).toContain('scan.xml uploading');
  // Cursor to the first column, and the line cleared.
  expect(drawn.endsWith('\u001b[1G\u001b[2K')).toBe(true);
  expect(terminal.printed()).toBe('');
});

it('A label with the name of a file cannot steer the terminal', () => {
  const stderr = asTerminal();
  startBar(stubTerminal({ stderr, interactive: true }), 'scan\u001b]0;owned\u0007.xml', 10).end();
  expect(String(stderr.read())).toContain('scan\\x1b]0;owned\\x07.xml');
});

it('Nothing is drawn where stderr is no terminal', () => {
  const terminal = stubTerminal();
  const bar = startBar(terminal, 'scan.xml', 10);
  bar.update(10);
  bar.end();
  expect(terminal.complained()).toBe('');
});

it('Ctrl-C stays with the program', () => {
  const before = process.listenerCount('SIGINT');
  const bar = startBar(stubTerminal({ stderr: asTerminal(), interactive: true }), 'scan.xml', 10);
  expect(process.listenerCount('SIGINT')).toBe(before);
  bar.end();
});
