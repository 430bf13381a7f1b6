import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { ScannedPort } from '#schemas/capability/scan/scan-report.ts';
import {
  MAX_DEPTH,
  MAX_PORTS_PER_HOST,
  MAX_TOKEN,
  MAX_VALUES_PER_HOST,
} from '../../../functions/capability/scan/limits.ts';
import { addPort, draftHost } from '../../../functions/capability/scan/nmap/host.ts';
import { nmapFile, openPort, problemOf, read, upHost } from './scan-fixture.ts';

const NMAP = { capability: 'nmap', formats: ['nmap-xml'] } as const;

const codeOf = async (...args: Parameters<typeof problemOf>) => (await problemOf(...args)).code;

describe('A file of no format that is read is refused, and named where it is known', () => {
  it.each([
    ['JSON', '[{"ip": "192.0.2.1"}]', /no format that is read.*nmap/, 'unknown-format'],
    ['the text output of nmap', '# Nmap 7.93 scan initiated\nHost: 192.0.2.1', /-oX/, 'wrong-format'],
    ['the screen output of nmap', 'Starting Nmap 7.93 ( https://nmap.org )', /-oX/, 'wrong-format'],
    ['a ZIP archive', Buffer.from('PK\u0003\u0004\u0014\u0000'), /ZIP/, 'binary-file'],
    ['nothing', '', /empty/, 'empty-file'],
    ['blanks', ' \n ', /empty/, 'empty-file'],
    [
      'a stray sign',
      '<nmaprun><host a=b></host></nmaprun>',
      /^Line 1, column \d+: .*not well-formed/,
      'not-xml',
    ],
    ['text that is no XML at all', 'open: 80, 443\n', /no format that is read/, 'unknown-format'],
    ['a wrong end tag', '<nmaprun><host></hast></nmaprun>', /close tag/, 'not-xml'],
    ['a second document behind the first', `${nmapFile('')}<nmaprun/>`, /second document/, 'not-xml'],
    ['text behind the end', `${nmapFile('')}and more`, /second document/, 'not-xml'],
    ['an entity that nobody defined', '<nmaprun><a>&auml;</a></nmaprun>', /undefined entity/, 'not-xml'],
  ] as const)('%s', async (_name, document, message, code) => {
    const problem = await problemOf(document, { taken: NMAP });
    expect(problem.code).toBe(code);
    expect(problem.message).toMatch(message);
  });
});

describe('XML of another kind is refused as wrong-format, by its root', () => {
  it.each([
    ['<issues burpVersion="2"/>', /a Burp report/],
    ['<html><body/></html>', /a web page/],
    ['<!DOCTYPE html>\n<html></html>', /a web page/],
    ['<constructor/>', /its root is <constructor>/],
    ['<NMAPRUN/>', /its root is <NMAPRUN>/],
  ])('%s', async (document, message) => {
    const problem = await problemOf(document);
    expect(problem.code).toBe('wrong-format');
    expect(problem.message).toMatch(message);
  });
});

describe('A file that is cut off is refused as truncated', () => {
  const whole = nmapFile(upHost('<hostnames><hostname name="bücher.example" type="PTR"/></hostnames>'));

  it.each(['</nmaprun', '</runstats>', '<host ', 'bü'])('behind %s', async (last) => {
    const end = Buffer.from(whole).indexOf(last) + Buffer.byteLength(last);
    expect(await codeOf(Buffer.from(whole).subarray(0, end))).toBe('truncated');
  });

  it('within a character', async () => {
    expect(await codeOf(Buffer.from(whole).subarray(0, Buffer.from(whole).indexOf('ü') + 1))).toBe(
      'truncated',
    );
  });

  it('within its compressed form', async () => {
    const packed = gzipSync(whole);
    expect(await codeOf(packed.subarray(0, packed.length - 12))).toBe('truncated');
  });
});

describe('A hostile file is refused before it can do harm', () => {
  it('entities that grow out of each other are never expanded', async () => {
    const bomb = `<?xml version="1.0"?><!DOCTYPE nmaprun [<!ENTITY a "${'x'.repeat(100)}"><!ENTITY b "&a;&a;&a;&a;">]><nmaprun>&b;</nmaprun>`;
    expect(await codeOf(bomb)).toBe('entity-bomb');
  });

  it('entities that point to files are never read', async () => {
    expect(
      await codeOf('<!DOCTYPE nmaprun [<!ENTITY x SYSTEM "file:///etc/passwd">]><nmaprun>&x;</nmaprun>'),
    ).toBe('entity-bomb');
  });

  it('a document type without entities is fine', async () => {
    expect(await codeOf('<!DOCTYPE nmaprun SYSTEM "nmap.dtd" [<!ELEMENT nmaprun ANY>]><nmaprun>')).toBe(
      'truncated',
    );
  });

  it('more bytes than are allowed end the reading, as uploaded and as unpacked', async () => {
    expect(await codeOf(nmapFile(''), { maxBytes: 100 })).toBe('too-large');
    const packed = gzipSync(nmapFile(upHost(' '.repeat(2_000_000))));
    expect(packed.length).toBeLessThan(20_000);
    expect(await codeOf(packed, { maxUnpackedBytes: 1_000_000 })).toBe('too-large');
  });

  it('elements that lie too deep in each other', async () => {
    expect(await codeOf(`<nmaprun>${'<a>'.repeat(MAX_DEPTH)}`)).toBe('too-deep');
  });

  it.each([
    ['attribute', `<nmaprun a="${'x'.repeat(MAX_TOKEN + 100_000)}`],
    ['comment', `<nmaprun><!--${'x'.repeat(MAX_TOKEN + 100_000)}`],
    ['text', `<nmaprun>${' '.repeat(MAX_TOKEN + 100_000)}`],
    ['entity', `<nmaprun>&${'x'.repeat(MAX_TOKEN + 100_000)}`],
    [
      'tag of many attributes',
      `<nmaprun ${Array.from({ length: 3_500_000 }, (_, n) => `a${n}="1"`).join(' ')}`,
    ],
  ])('a %s without end', async (_name, document) => {
    expect(await codeOf(document)).toBe('too-long');
  });

  it('a host that lists more ports than there are', () => {
    const element = { name: 'port', attributes: {}, at: { line: 7, column: 1 } };
    const host = draftHost(element, () => {});
    const port = (number: number): ScannedPort => ({ protocol: 'tcp', port: number, state: 'open', cpe: [] });
    for (let number = 1; number <= MAX_PORTS_PER_HOST; number += 1) addPort(host, port(number), element);
    expect(() => addPort(host, port(MAX_PORTS_PER_HOST + 1), element)).toThrow(
      expect.objectContaining({ code: 'too-many-ports', details: { line: 7, column: 1 } }),
    );
  });

  it('a host with names without end', async () => {
    const names = '<hostname name="a.example" type="PTR"/>'.repeat(MAX_VALUES_PER_HOST + 1);
    expect(await codeOf(nmapFile(upHost(`<hostnames>${names}</hostnames>`)))).toBe('too-many-values');
  });
});

describe('A detail that cannot be is left out and told of, and costs nothing else', () => {
  it.each([
    ['a port above 65535', upHost(`<ports>${openPort(65_536)}</ports>`), /port has no number/],
    ['a port that is no number', upHost(`<ports>${openPort(Number.NaN)}</ports>`), /port has no number/],
    ['a port without a state', upHost('<ports><port protocol="tcp" portid="80"/></ports>'), /no state/],
    [
      'a state that does not exist',
      upHost('<ports><port protocol="tcp" portid="80"><state state="ajar"/></port></ports>'),
      /no state/,
    ],
    [
      'a protocol that does not exist',
      upHost('<ports><port protocol="tcpp" portid="80"><state state="open"/></port></ports>'),
      /number or protocol/,
    ],
    ['an address that is none', upHost('', { address: '192.0.2.256' }), /address is none/],
    [
      'a script without a name',
      upHost(`<ports>${openPort(80, '<script output="x"/>')}</ports>`),
      /script has no readable id/,
    ],
    ['a scope that is none', '<scaninfo protocol="tcp" services="80-22"/>', /cannot be read/],
    [
      'a count of ports in no known state',
      upHost('<ports><extraports state="ajar" count="3"/></ports>'),
      /no known state/,
    ],
  ])('%s', async (_name, hosts, what) => {
    const { whole } = await read(nmapFile(hosts));
    expect(whole.warnings).toEqual([{ line: 8, what: expect.stringMatching(what), count: 1 }]);
  });

  it('a time that is none, and zeros, count as not told', async () => {
    const { hosts } = await read(nmapFile(upHost('', { attributes: 'endtime="soon" starttime="0"' })));
    expect(hosts[0]?.observedAt).toBe('2026-11-24T00:04:00.000Z');
  });

  it('an open port that a merged file lists twice is one open port, with all that is known of it', async () => {
    const again = openPort(80, '<service name="http" product="Example"/>');
    const { hosts } = await read(nmapFile(upHost(`<ports>${openPort(80)}${again}</ports>`)));
    expect(hosts[0]?.ports).toMatchObject([{ port: 80, state: 'open', product: 'Example' }]);
  });
});

describe('An encoding that cannot be read is refused', () => {
  it('one that is unknown, by its name', async () => {
    const problem = await problemOf('<?xml version="1.0" encoding="EBCDIC-CP-BE"?><nmaprun/>');
    expect([problem.code, problem.message]).toEqual([
      'unsupported-encoding',
      expect.stringContaining('EBCDIC-CP-BE'),
    ]);
  });

  it('UTF-32', async () => {
    expect(await codeOf(Buffer.from([0xff, 0xfe, 0, 0, 0x3c, 0, 0, 0]))).toBe('unsupported-encoding');
  });

  it('but bytes that the encoding does not have are read as \ufffd, and told of', async () => {
    const latin = Buffer.from(
      nmapFile(upHost('<hostnames><hostname name="bücher.example" type="PTR"/></hostnames>')),
      'utf8',
    );
    latin[latin.indexOf('ü')] = 0xfc;
    const { hosts, whole } = await read(latin);
    expect(hosts[0]?.names[0]?.name).toContain('\ufffd');
    expect(whole.warnings).toMatchObject([{ line: 8, what: expect.stringContaining('UTF-8') }]);
  });
});

describe('A damaged gzip file is refused', () => {
  const packed = gzipSync(nmapFile(upHost()));

  it('in the middle', async () => {
    const damaged = Buffer.from(packed);
    damaged.fill(0xff, 30, 60);
    expect(await codeOf(damaged)).toBe('bad-gzip');
  });

  it('with something behind its end, however it arrives', async () => {
    const garbage = Buffer.from('garbage');
    expect(await codeOf(Buffer.concat([packed, garbage]))).toBe('bad-gzip');
    expect(await codeOf('', { parts: [packed, garbage] })).toBe('bad-gzip');
    expect(
      await codeOf('', { parts: [packed, ...Array.from({ length: 300 }, () => Buffer.alloc(70_000))] }),
    ).toBe('bad-gzip');
  });
});

it('A file that is cut off tells where it ends', async () => {
  const whole = readFileSync(new URL('../../../examples/acme-monday.xml', import.meta.url));
  expect((await problemOf(whole.subarray(0, whole.length - 100))).message).toMatch(
    /^Line 1144, column \d+: The file ends before <\/nmaprun>/,
  );
});
