import { describe, expect, test } from 'vitest';
import { jsonDocument, printable, table } from '../../cli/output.ts';
import { stubTerminal } from './terminal-stub.ts';

const clearScreen = '\u001b[2J\u001b[H';
const c1Csi = '\u009b31m';
const rightToLeft = 'moc.\u202ecod.exe';

/** Code points that a terminal would obey, or that change how their neighbours look; line ends aside. */
const obeyed = (text: string): number[] => {
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

describe('text that a scanner recorded', () => {
  test('shows escape sequences instead of letting the terminal obey them', () => {
    expect(printable(`nginx${clearScreen}`)).toBe('nginx\\x1b[2J\\x1b[H');
    expect(printable(c1Csi)).toBe('\\x9b31m');
    expect(printable('\u001b]0;title\u0007')).toBe('\\x1b]0;title\\x07');
  });

  test('shows what would disguise its neighbours: direction overrides, zero-width characters, line ends', () => {
    expect(printable(rightToLeft)).toBe('moc.\\u202ecod.exe');
    expect(printable('a\u200bb\u2028c\r\nd\te')).toBe('a\\u200bb\\u2028c\\r\\nd\\te');
  });

  test('keeps letters of every script as they are', () => {
    expect(printable('münchen.test 日本 Ωμέγα 🚢')).toBe('münchen.test 日本 Ωμέγα 🚢');
  });

  test('is made printable in every cell and head of a table', () => {
    const text = table(
      ['na\u001bme', 'b'],
      [
        [clearScreen, c1Csi],
        [{ text: rightToLeft, style: 'red' }, 3],
      ],
      stubTerminal(),
    );
    expect(obeyed(text)).toEqual([]);
    expect(text).toContain('\\x1b[2J');
  });

  test('is harmless in JSON too, and still the same value', () => {
    const value = { banner: `${clearScreen}${c1Csi}${rightToLeft}\u{e0001}`, lines: 'a\nb' };
    const text = jsonDocument(value);
    expect(obeyed(text)).toEqual([]);
    expect(JSON.parse(text)).toEqual(value);
  });
});

describe('a table', () => {
  const rows = Array.from({ length: 3 }, (_, row) => [
    `#asset#a-rather-long-host-name-number-${row}.of.some.estate.example.test#2001:db8:0:0:1::${row}`,
    'A',
    'tcp/443 https nginx 1.22.1, tcp/8443 https-alt nginx 1.22.1, tcp/5432 postgresql PostgreSQL DB',
  ]);
  const squeezed = (text: string) => text.replaceAll(/\s/g, '');

  test('stays within 80 columns and loses nothing', () => {
    const text = table(['key', 'status', 'open'], rows, stubTerminal({ width: 80 }));
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
    const column = (lines: string[], from: number, to: number) =>
      lines.map((line) => line.slice(from, to)).join('');
    const lines = text.split('\n').slice(1);
    const statusAt = text.split('\n')[0]!.indexOf('status');
    for (const [key] of rows) expect(squeezed(column(lines, 0, statusAt))).toContain(key);
  });

  test('leaves every row on one line where nobody looks at it, so that grep finds it whole', () => {
    const lines = table(['key', 'status', 'open'], rows, stubTerminal()).trimEnd().split('\n');
    expect(lines).toHaveLength(4);
    expect(lines[1]).toBe(rows[0]!.join('  ').replace('  A  ', '  A       '));
  });

  test('has no colours without a terminal', () => {
    expect(table(['a'], [[{ text: 'failed', style: 'red' }]], stubTerminal())).toBe('a\nfailed\n');
  });

  test('of nothing is its head', () => {
    expect(table(['key', 'dns'], [], stubTerminal())).toBe('key  dns\n');
  });
});
