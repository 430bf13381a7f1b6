import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { ScannedPort } from '#schemas/capability/scan/scan-report.ts';
import { addPort, draftHost } from '../../../functions/capability/scan/host.ts';
import {
  MAX_DEPTH,
  MAX_PORTS_PER_HOST,
  MAX_TOKEN,
  MAX_VALUES_PER_HOST,
} from '../../../functions/capability/scan/limits.ts';
import { nmapFile, openPort, problemOf, upHost } from './scan-fixture.ts';

const codeOf = async (...args: Parameters<typeof problemOf>) => (await problemOf(...args)).code;

describe('A file that is not XML is refused as not-xml, and named where it is known', () => {
  it.each([
    ['JSON', '[{"ip": "192.0.2.1"}]', /looks like JSON/],
    ['the text output of nmap', '# Nmap 7.93 scan initiated\nHost: 192.0.2.1', /-oX/],
    ['the screen output of nmap', 'Starting Nmap 7.93 ( https://nmap.org )', /-oX/],
    ['a ZIP archive', Buffer.from('PK\u0003\u0004\u0014\u0000'), /ZIP/],
    ['nothing', '', /empty/],
    ['blanks', ' \n ', /empty/],
    ['a stray sign', '<nmaprun><host a=b></host></nmaprun>', /^Line 1, column \d+: .*not well-formed/],
    ['text that is no XML at all', 'open: 80, 443\n', /^Line 2, column 1: .*outside of root/],
    ['a wrong end tag', '<nmaprun><host></hast></nmaprun>', /close tag/],
    ['a second document behind the first', `${nmapFile('')}<nmaprun/>`, /one root/],
    ['text behind the end', `${nmapFile('')}and more`, /outside/],
    ['an entity that nobody defined', '<nmaprun><a>&auml;</a></nmaprun>', /undefined entity/],
  ])('%s', async (_name, document, message) => {
    const problem = await problemOf(document);
    expect(problem.code).toBe('not-xml');
    expect(problem.message).toMatch(message);
  });
});

describe('XML of another kind is refused as wrong-format, by its root', () => {
  it.each([
    ['<NessusClientData_v2/>', /a Nessus report/],
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

  it.each(['</nmaprun', '</runstats>', '<host ', 'bü', '<?xml version'])('behind %s', async (last) => {
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
      `<nmaprun ${Array.from({ length: 500_000 }, (_, n) => `a${n}="1"`).join(' ')}`,
    ],
  ])('a %s without end', async (_name, document) => {
    expect(await codeOf(document)).toBe('too-long');
  });

  it('a host that lists more ports than there are', () => {
    const element = { name: 'port', attributes: {}, at: { line: 7, column: 1 } };
    const host = draftHost(element);
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

describe('A value that cannot be is refused as bad-value, with its place', () => {
  it.each([
    [
      'a port above 65535',
      upHost(`<ports>${openPort(65_536)}</ports>`),
      /<port> has portid="65536".*0 to 65535/,
    ],
    ['a port that is no number', upHost(`<ports>${openPort(Number.NaN)}</ports>`), /portid="NaN"/],
    [
      'a port that comes twice',
      upHost(`<ports>${openPort(80)}${openPort(80)}</ports>`),
      /tcp\/80 comes twice/,
    ],
    [
      'a port without a state',
      upHost('<ports><port protocol="tcp" portid="80"/></ports>'),
      /<port> has no state/,
    ],
    [
      'a state that does not exist',
      upHost('<ports><port protocol="tcp" portid="80"><state state="ajar"/></port></ports>'),
      /ajar/,
    ],
    [
      'a protocol that does not exist',
      upHost('<ports><port protocol="tcpp" portid="80"><state state="open"/></port></ports>'),
      /tcpp/,
    ],
    ['an address that is none', upHost('', { address: '192.0.2.256' }), /192\.0\.2\.256.*IPv4/],
    ['an IPv6 address that is none', '<host><address addr="1::2::3" addrtype="ipv6"/></host>', /IPv6/],
    ['a time that is none', upHost('', { attributes: 'endtime="soon"' }), /endtime="soon"/],
    [
      'a kind of name that does not exist',
      upHost('<hostnames><hostname name="a" type="CNAME"/></hostnames>'),
      /CNAME/,
    ],
    [
      'a script without a name',
      upHost(`<ports>${openPort(80, '<script output="x"/>')}</ports>`),
      /<script> has no id/,
    ],
    ['a scope that is none', '<scaninfo protocol="tcp" services="80-22"/>', /80-22/],
  ])('%s', async (_name, hosts, message) => {
    const problem = await problemOf(nmapFile(hosts));
    expect(problem.code).toBe('bad-value');
    expect(problem.message).toMatch(/^Line \d+, column \d+: /);
    expect(problem.message).toMatch(message);
    expect(problem.details).toMatchObject({ line: 8 });
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

  it('bytes that the encoding does not have', async () => {
    const latin = Buffer.from(
      nmapFile(upHost('<hostnames><hostname name="bücher.example" type="PTR"/></hostnames>')),
      'utf8',
    );
    latin[latin.indexOf('ü')] = 0xfc;
    expect(await codeOf(latin)).toBe('bad-encoding');
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
