import { readdirSync, readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { builtInCapabilities } from '#schemas/capability/capability/built-in.ts';
import { ScanChunk, ScanManifest } from '#schemas/capability/scan/scan-report.ts';
import { createInMemoryObjectStore } from '#shared/object-store/in-memory.ts';
import { readJson } from '#shared/object-store/json.ts';
import { makeReport } from '../../functions/capability/scan/make-report.ts';
import { ScanProblem } from '../../functions/capability/scan/scan-problem.ts';
import { chance, type Pick } from './bad-requests.ts';
import { TEXTS } from './bad-values.ts';

const FILES = 1_500;
const NOW = '2026-01-05T12:00:00.000Z';
const JOB = '6f9619ff-8b86-4d01-b42d-00cf4fc964ff';

const folder = new URL('../capability/scan/cases/', import.meta.url);
/** The files of real scanners, small ones. */
const samples = readdirSync(folder)
  .filter((name) => !name.endsWith('.expected.json') && !name.endsWith('.md'))
  .map((name) => readFileSync(new URL(name, folder)))
  .filter((bytes) => bytes.byteLength < 8_192);

const bomb = `<!DOCTYPE nmaprun [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]>`;
const outside =
  '<!DOCTYPE nmaprun [<!ENTITY x SYSTEM "file:///etc/passwd"><!ENTITY % p SYSTEM "http://169.254.169.254/">]>';

/** Where a value stands in XML or JSON: between quotes. */
const VALUES = /"[^"\n]{0,80}"/g;

const SPOILS: readonly ((pick: Pick, text: string) => string | Uint8Array)[] = [
  (pick, text) => text.slice(0, pick(Array.from(text, (_, at) => at))),
  (pick, text) => text.replaceAll(VALUES, (value) => (pick([0, 0, 0, 1]) ? `"${pick(TEXTS)}"` : value)),
  (pick, text) =>
    text.replaceAll(VALUES, (value) => (pick([0, 0, 0, 0, 1]) ? JSON.stringify(pick(TEXTS)) : value)),
  (pick, text) =>
    text.replace(/\d+/g, (digits) => pick([digits, digits, '-1', '65536', '1e999', '9'.repeat(400), ''])),
  (pick, text) => `${pick([bomb, outside])}${text.replace(/^<\?xml[^>]*>/, '').replaceAll('open', '&c;')}`,
  (pick, text) =>
    pick(['\0', '\ufeff', '\ufffe', '<', '[', '{"a":', ' '.repeat(70_000), '<a>'.repeat(5_000)]) + text,
  (pick, text) => text + pick(['\0', text, '<', '</a>', '[[[', '{"__proto__":{"a":1}}', '<!--', '<![CDATA[']),
  (pick, text) =>
    text.replaceAll(
      pick(['>', '}', ',', '\n', '"', ' ']),
      pick(['', '\0', '>>', '\ud800', '<a b="c" b="d">']),
    ),
  (_pick, text) => gzipSync(text).subarray(0, -5),
  (_pick, text) => gzipSync(gzipSync(text)),
  (_pick, text) => Buffer.from(text, 'utf16le'),
  (pick, text) => text.replace(pick(['<host', '{']), (at) => `<x y="${'z'.repeat(20_000)}">`.repeat(3) + at),
];

const defects: string[] = [];
const leftovers: string[] = [];
const outcomes = new Map<string, number>();

async function readFile(bytes: Uint8Array, pick: Pick): Promise<void> {
  const objects = createInMemoryObjectStore();
  const object = { bucket: 'files', key: 'uploads/a/b/file' };
  await objects.write(object, bytes, 'application/octet-stream');
  const capability = pick(Object.values(builtInCapabilities));
  const taken = { capability: capability.name, formats: capability.formats.map(({ name }) => name) };
  const file = { object, name: '../=cmd|x', size: bytes.byteLength, receivedAt: NOW, maxBytes: 1e8, taken };
  const place = { bucket: 'files', prefix: 'reports/a/b', jobId: JOB };
  const written = () => objects.keys('files').filter((key) => key !== object.key);
  try {
    const { manifest } = await makeReport(objects, file, place);
    const { chunks } = await readJson(objects, manifest, ScanManifest);
    for (const chunk of chunks) {
      const text = JSON.stringify(await readJson(objects, chunk, ScanChunk));
      if (text.includes('\\u0000') || text.includes('\\ud800')) leftovers.push(`kept: ${text.slice(0, 300)}`);
    }
    if (written().some((key) => !key.startsWith('reports/a/b/'))) leftovers.push(written().join());
    count('read');
  } catch (error) {
    if (!(error instanceof ScanProblem))
      defects.push(`${error} ${Buffer.from(bytes).toString().slice(0, 400)}`);
    else count(error.code);
    if (written().length > 0) leftovers.push(`of a refused file: ${written().join()}`);
  }
}

const count = (outcome: string) => outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);

beforeAll(async () => {
  const pick = chance(2);
  for (let number = 0; number < FILES; number += 1) {
    const spoiled = pick(SPOILS)(pick, samples[number % samples.length]!.toString());
    await readFile(typeof spoiled === 'string' ? Buffer.from(spoiled) : spoiled, pick);
  }
}, 120_000);

describe('1,500 bad files, made of those of real scanners and a list of odd values', () => {
  it('are read, or refused with a reason of theirs', () => {
    expect(defects).toEqual([]);
  });

  it('leave nothing behind but a report in its place, whose texts every store takes', () => {
    expect(leftovers).toEqual([]);
  });

  it('are not all refused, nor for one reason', () => {
    expect(outcomes.get('read')).toBeGreaterThan(FILES / 20);
    expect(outcomes.size).toBeGreaterThan(6);
  });
});
