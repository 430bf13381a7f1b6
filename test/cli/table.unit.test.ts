import { expect, it } from 'vitest';
import { table, wrapped } from '../../cli/table.ts';
import { obeyed, stubTerminal } from './terminal-stub.ts';

const key = (row: number) =>
  `#asset#a-rather-long-host-name-${row}.of.some.estate.example.test#2001:db8::${row}`;
const software = 'nginx 1.22.1 behind PostgreSQL DB 9.6.0 or later, and a Postfix smtpd';
const rows = [0, 1, 2].map((row) => [`0190f3c2-6c1e-7d2a-9c55-0a5d2f9b7e1${row}`, key(row), software]);
const titles = ['id', 'key', 'software'];
const wrap = ['key', 'software'];
const longest = (text: string) => Math.max(...text.split('\n').map((line) => line.length));
/** What stands in a column, without the line ends that it was broken at. */
const column = (text: string, from: number, to?: number) =>
  text
    .split('\n')
    .map((line) => line.slice(from, to).trim())
    .join('');

it('A table stays within 80 columns, and loses nothing', () => {
  const text = table(titles, rows, stubTerminal({ width: 80 }), { wrap });
  expect(longest(text)).toBeLessThanOrEqual(80);
  const [head = ''] = text.split('\n');
  const keys = column(text, head.indexOf('key'), head.indexOf('software'));
  for (const row of [0, 1, 2]) expect(keys).toContain(key(row));
});

it('An id is never broken, as it is there to be copied, however narrow the terminal', () => {
  const text = table(titles, rows, stubTerminal({ width: 40 }), { wrap });
  for (const [id] of rows) expect(text).toContain(id);
});

it('A long text is broken at blanks, else anywhere', () => {
  expect(wrapped('the scan was broken off', 12)).toEqual(['the scan was', 'broken off']);
  expect(wrapped('abcdefghij klm', 4)).toEqual(['abcd', 'efgh', 'ij', 'klm']);
  expect(wrapped('', 4)).toEqual(['']);
});

it('Wide letters take two columns, so that the text beside them stays in line', () => {
  const lines = table(
    ['name', 'port'],
    [
      ['日本.test', '80'],
      ['acme.test', '443'],
    ],
    stubTerminal(),
  ).split('\n');
  expect(lines).toEqual(['name       port', '日本.test  80', 'acme.test  443', '']);
});

it('Every row is one line where nobody looks at the output, with its detail at the end', () => {
  const text = table(['file', 'status'], [['scan.xml', 'failed']], stubTerminal(), { details: [software] });
  expect(text).toBe(`file      status\nscan.xml  failed  ${software}\n`);
});

it('A detail stands below its row on a terminal', () => {
  const details = [undefined, software];
  const two = [
    ['scan.xml', 'completed'],
    ['other.xml', 'failed'],
  ];
  const text = table(['file', 'status'], two, stubTerminal({ width: 50 }), { details });
  expect(text).toBe(
    [
      'file       status',
      'scan.xml   completed',
      'other.xml  failed',
      '    nginx 1.22.1 behind PostgreSQL DB 9.6.0 or',
      '    later, and a Postfix smtpd',
      '',
    ].join('\n'),
  );
});

it('Titles, cells and details are made printable', () => {
  const hostile = '\u001b[2J\u009b31m\u202e';
  for (const width of [undefined, 80]) {
    const cells = [hostile, { text: hostile, style: 'red' as const }];
    const text = table([hostile, 'b'], [cells], stubTerminal({ width }), { details: [hostile] });
    expect(obeyed(text)).toEqual([]);
    expect(text.split('\\x1b[2J')).toHaveLength(5);
  }
});

it('Nothing is coloured without a terminal', () => {
  expect(table(['a'], [[{ text: 'failed', style: 'red' }]], stubTerminal())).toBe('a\nfailed\n');
});

it('A table of nothing is its titles', () => {
  expect(table(['key', 'dns'], [], stubTerminal())).toBe('key  dns\n');
});

it('A hundred thousand rows are a table too', () => {
  const many = Array.from({ length: 100_000 }, (_, row) => [`asset-${row}`]);
  expect(table(['asset'], many, stubTerminal()).split('\n')).toHaveLength(100_002);
});
