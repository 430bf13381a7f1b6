import { deflateRawSync } from 'node:zlib';

const around = (count: number, unit: string) =>
  [count - 1, count, count + 1].map((length) => unit.repeat(length));

/** Texts that some part of some system has once taken for something else. */
export const TEXTS: readonly string[] = [
  ...['', ' ', '\t', '\0', 'a\0b', '\u007f', '\u2028', '\ufeff', '\u202etxt.exe', '\ud800', 'a\udc00'],
  ...['👩‍👩‍👧‍👦', '🏴󠁧󠁢󠁥󠁮󠁧󠁿', 'Ünïcödé', 'İ', 'ﬃ', 'ß', 'e\u0301', '０１２', '𝟙'],
  ...around(64, 'a'),
  ...around(100, 'b'),
  ...around(256, 'c'),
  ...around(1_024, 'd'),
  ...around(2_048, 'e'),
  ...around(4_096, 'f'),
  ...around(512, 'ü'),
  ...around(256, '😀'),
  ...['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'valueOf', 'then', 'toJSON'],
  ...['=1+1', '+1+1', '-1+1', '@SUM(1)', '=cmd|"/C calc"!A0', '=HYPERLINK("http://evil.test")'],
  'http://169.254.169.254/latest/meta-data/',
  ...['http://[::1]/', 'http://0x7f000001/', 'http://2130706433/', 'http://127.1/', 'file:///etc/passwd'],
  ...['[::ffff:169.254.169.254]', '0.0.0.0', '::', 'localhost', 'metadata.google.internal', '0177.0.0.1'],
  ...[
    '../../etc/passwd',
    '..%2f..%2f',
    '%00',
    '%',
    '%ff',
    '\\\\host\\share',
    'C:\\con',
    '/',
    '.',
    '..',
    '*',
    '?',
  ],
  ...[
    "'; DROP TABLE assets; --",
    '" OR ""="',
    '<script>alert(1)</script>',
    '{{7*7}}',
    '${7*7}',
    '$(id)',
    '`id`',
  ],
  ...[
    '#',
    '##',
    '#asset#',
    '#asset#a#b',
    '#member#a@b.test',
    '#job#',
    'sha256:',
    'ACCOUNT#1',
    'SK#',
    '|',
    ',',
  ],
  ...['null', 'undefined', 'NaN', 'Infinity', 'true', '-0', '1e999', '0x10', '1_000', '９'],
  ...['0000-00-00T00:00:00Z', '2026-02-30T00:00:00Z', '+275760-09-13T00:00:00.000Z', '2026-01-01T25:00:00Z'],
  ...[
    '10.0.0.0/33',
    '10.0.0.1/8',
    '::/129',
    '1.2.3.4.5',
    '256.1.1.1',
    'a..b',
    '-a.test',
    'a_b.test',
    'xn--',
    'xn--a',
  ],
  ...['a@b', '@', 'a@b@c.test', '"a b"@c.test', 'a'.repeat(300) + '@b.test', 'ADMIN', 'admin\n', 'Admin '],
];

const nested = (depth: number, open: string, close: string) => open.repeat(depth) + close.repeat(depth);
const deep = (depth: number): unknown => JSON.parse(nested(depth, '[', ']'));

/** Values that are no texts. */
export const OTHERS: readonly unknown[] = [
  ...[null, true, false, 0, -1, 1.5, 1e308, -1e308, 2 ** 53, 2 ** 31, 2 ** 63, 1e-320],
  ...[[], {}, [null], [[]], { a: { b: {} } }, [''], Array(1_001).fill('x'), Array(3).fill('same')],
  ...[deep(10), deep(15), deep(17), deep(200), { length: 1e9 }, { toString: 'x' }, { constructor: 'x' }],
  Object.fromEntries(Array.from({ length: 200 }, (_, index) => [`key-${index}`, 'x'])),
];

/** Bodies that are not the JSON of an object, or a strange one. */
export const BODIES: readonly string[] = [
  ...['null', '[]', '""', '0', 'true', '{', '}', '{"a"', '{"a":', '[1,', '{"a":1,}', "{'a':1}", '{a:1}'],
  ...[
    '\ufeff{}',
    '{}\0',
    '{} {}',
    '//',
    '/**/{}',
    'NaN',
    '-',
    '01',
    '1e',
    '"\\u12"',
    '"\\ud800"',
    '"\n"',
    '\0',
  ],
  ...['{"__proto__":{"admin":true}}', '{"a":{"__proto__":null}}', '{"constructor":{"prototype":{"x":1}}}'],
  ...[
    '{"name":"a","name":"b"}',
    '{"role":"readonly","role":"admin"}',
    '{"\\u0000":1}',
    '{"\\ud800":1}',
    '{"":1}',
  ],
  ...[nested(17, '[', ']'), nested(20_000, '[', ']'), '['.repeat(50_000), '{"a":'.repeat(5_000)],
  ...[
    `{"name":"${'x'.repeat(262_144)}"}`,
    `{"${'k'.repeat(10_000)}":1}`,
    ' '.repeat(262_145),
    `"${'\\'.repeat(9_999)}`,
  ],
  '<!DOCTYPE a [<!ENTITY b "bb"><!ENTITY c "&b;&b;">]><a>&c;</a>',
  ...['a=1&b=2', '--boundary\r\nContent-Disposition: form-data', '%7B%7D', 'eyJhIjoxfQ=='],
];

export const HEADERS: readonly (readonly [name: string, value: string])[] = [
  ...[
    'text/plain',
    'application/xml',
    'application/json; charset=utf-16',
    'application/json;',
    '',
    'multipart/form-data',
  ].map((type) => ['content-type', type] as const),
  ...['gzip', 'br', 'identity'].map((coding) => ['content-encoding', coding] as const),
  ...['', ' ', 'a,b', 'a b', 'ü', 'x'.repeat(201), '\0', 'client:00000000-0000-8000-8000-000000000000'].map(
    (key) => ['idempotency-key', key] as const,
  ),
  ...['', '0', '-1', '"1', 'W/"1"', '*', '999999999999999', '9999999999999999', '"1", "2"', 'abc'].map(
    (version) => ['if-match', version] as const,
  ),
  ...['', 'x', 'x'.repeat(129), 'a b', '\n', '<script>'].map((id) => ['x-correlation-id', id] as const),
  ...[
    '',
    'x',
    '__proto__',
    '00000000-0000-4000-8000-000000000000',
    '00000000-0000-4000-8000-000000000001',
  ].map((account) => ['account', account] as const),
];

const BOMB = Buffer.concat([Buffer.of(1), deflateRawSync(Buffer.alloc(1e6))]);

/** Cursors that nobody gave out: parts of one that somebody did, and bytes that only look like one. */
export const forged = (cursor: string): string[] => {
  const bytes = Buffer.from(cursor, 'base64url');
  const flipped = Buffer.from(bytes);
  flipped.writeUInt8(flipped.readUInt8(flipped.length - 1) ^ 1, flipped.length - 1);
  const bomb = Buffer.concat([bytes.subarray(0, 32), BOMB]);
  return [
    ...[
      '',
      'x',
      '=',
      '{}',
      'e30',
      'bnVsbA',
      `${cursor}=`,
      `${cursor}A`,
      cursor.slice(1),
      cursor.slice(0, -4),
    ],
    ...[cursor.toUpperCase(), flipped.toString('base64url'), bytes.subarray(0, 32).toString('base64url')],
    ...[bomb.toString('base64url'), Buffer.alloc(64).toString('base64url'), 'A'.repeat(8_193)],
  ];
};
