import { describe, expect, it } from 'vitest';
import { NAMES_PER_CHUNK, ScanManifest } from '#schemas/capability/scan/scan-report.ts';
import { createInMemoryObjectStore } from '#shared/object-store/in-memory.ts';
import { readJson } from '#shared/object-store/json.ts';
import {
  MAX_FILE_SCOPES,
  MAX_NAMES_PER_HOST,
  MAX_TEXT_PER_HOST,
} from '../../../functions/capability/scan/limits.ts';
import { ReportWriter } from '../../../functions/capability/scan/report-writer.ts';
import { JOB_ID } from '../samples.ts';
import { ARRIVAL, nmapFile, openPort, problemOf, read, upHost } from './scan-fixture.ts';

const place = { bucket: 'files', prefix: 'reports/a/b/1', jobId: JOB_ID };

const namesOf = (count: number, length = 9) =>
  Array.from(
    { length: count },
    (_, number) => `<hostname name="${String(number).padStart(length, 'n')}" type="PTR"/>`,
  ).join('');

/**
 * A few kilobytes of gzip are gigabytes of XML, so what a file may ask for is bounded by what it says and not by its size: a file that keeps a
 * worker busy until its time-out comes back as often as the queue allows, and holds up the files of others.
 */
describe('A small file cannot make much work', () => {
  it('by a command line that a pattern would try in a million ways', async () => {
    const { run } = await read(`<nmaprun args="nmap -s${'V'.repeat(200_000)}! -sV"><runstats/></nmaprun>`);
    expect(run.detectors).toEqual(['nmap:service-detection']);
  });

  it('by scopes without end, of which further ones count as not looked at', async () => {
    const many = '<scaninfo type="syn" protocol="tcp" services="1"/>'.repeat(MAX_FILE_SCOPES + 50);
    const { whole } = await read(nmapFile(many));
    expect(whole.run.scope).toHaveLength(MAX_FILE_SCOPES);
    // The file has one of its own.
    expect(whole.warnings).toMatchObject([{ count: 51 }]);
  });

  it('by a host of more names than a host has, or by names longer than the DNS has', async () => {
    const names = namesOf(MAX_NAMES_PER_HOST + 1);
    expect((await problemOf(nmapFile(upHost(`<hostnames>${names}</hostnames>`)))).code).toBe(
      'too-many-values',
    );
    const long = await read(nmapFile(upHost(`<hostnames>${namesOf(1, 256)}</hostnames>`)));
    expect(long.hosts[0]?.names).toEqual([]);
    expect(long.whole.warnings).toMatchObject([{ what: expect.stringMatching(/name.*left out/) }]);
  });

  it('by a host of many names and many ports, each of which is looked at for each', async () => {
    const ports = Array.from({ length: 1_001 }, (_, index) => openPort(index + 1)).join('');
    const hosts = upHost(`<hostnames>${namesOf(300)}</hostnames><ports>${ports}</ports>`);
    expect((await problemOf(nmapFile(hosts))).code).toBe('too-many-values');
  });

  it('by ports that say more than anybody reads: text over the bound of a host is left out, the ports stay', async () => {
    const service = ['name', 'product', 'version', 'extrainfo', 'hostname', 'tunnel']
      .map((name) => `${name}="${name[0]?.repeat(1_000)}"`)
      .join(' ');
    const cpe = `<cpe>cpe:/a:${'c'.repeat(900)}</cpe>`.repeat(16);
    const ports = Array.from(
      { length: 1_000 },
      (_, index) =>
        `<port protocol="tcp" portid="${index + 1}"><state state="open" reason="syn-ack"/><service ${service} conf="3" method="table">${cpe}</service></port>`,
    ).join('');
    const { hosts } = await read(nmapFile(upHost(`<ports>${ports}</ports>`)));
    const [host] = hosts;
    expect(host?.ports).toHaveLength(1_000);
    expect(host?.ports.at(0)).toMatchObject({ state: 'open', service: 'n'.repeat(1_000) });
    expect(host?.ports.at(-1)).toEqual({ protocol: 'tcp', port: 1_000, state: 'open', cpe: [] });
    expect(JSON.stringify(host).length).toBeLessThan(4 * MAX_TEXT_PER_HOST);
  });

  it('by scripts with endless names', async () => {
    const script = `<script id="${'x'.repeat(256)}" output=""/>`;
    const { hosts, whole } = await read(nmapFile(upHost(`<hostscript>${script}</hostscript>`)));
    expect(hosts[0]?.findings).toEqual([]);
    expect(whole.warnings).toMatchObject([{ what: expect.stringMatching(/script.*left out/) }]);
  });

  /** What is kept of a text is a window on the piece of the file that it came in, until the host is complete: it keeps all of it in memory. */
  it('by a host larger than a worker’s memory, however little of it is kept', async () => {
    const scripts = `<script id="x" output="${'o'.repeat(100_000)}"/>`.repeat(20);
    const document = nmapFile(upHost(`<hostscript>${scripts}</hostscript>`));
    const problem = await problemOf(document, { maxHostCharacters: 1_000_000 });
    expect([problem.code, problem.message]).toEqual([
      'too-long',
      expect.stringMatching(/^Line 8, column \d+: .*one host/i),
    ]);
    expect((await read(document)).hosts).toHaveLength(1);
  });

  it('by a report that grows beyond any scan', async () => {
    const { hosts } = await read(nmapFile(upHost()));
    const writer = new ReportWriter(createInMemoryObjectStore(), place, { maxBytes: 1_000 });
    expect(() => {
      for (let count = 0; count < 10; count += 1) writer.add(hosts[0]!);
    }).toThrow(expect.objectContaining({ code: 'too-large' }));
  });
});

it('Hosts of many names share a chunk with few others, as each name becomes an asset', async () => {
  const { hosts, whole } = await read(
    nmapFile(
      Array.from({ length: 20 }, (_, n) =>
        upHost(`<hostnames>${namesOf(NAMES_PER_CHUNK / 5)}</hostnames>`, { address: `192.0.2.${n}` }),
      ).join('\n'),
    ),
  );
  const objects = createInMemoryObjectStore();
  const writer = new ReportWriter(objects, place);
  for (const host of hosts) writer.add(host);
  const { manifest } = await writer.finish(whole, { name: 'a', size: 1, sha256: 'a'.repeat(64) }, ARRIVAL);
  const { chunks } = await readJson(objects, manifest, ScanManifest);
  expect(chunks.map((chunk) => chunk.hosts)).toEqual([5, 5, 5, 5]);
});
