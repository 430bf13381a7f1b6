import { describe, expect, it } from 'vitest';
import {
  CHUNK_BYTES,
  ScanChunk,
  ScanManifest,
  type ScannedHost,
} from '#schemas/capability/scan/scan-report.ts';
import { createInMemoryObjectStore } from '#shared/object-store/in-memory.ts';
import { readJson } from '#shared/object-store/json.ts';
import { ReportWriter } from '../../../functions/capability/scan/report-writer.ts';
import { JOB_ID } from '../samples.ts';
import { ARRIVAL, nmapFile, openPort, read, upHost } from './scan-fixture.ts';

const file = { name: 'scan.xml', size: 1, sha256: 'a'.repeat(64) };
const place = { bucket: 'files', prefix: 'reports/a/b', jobId: JOB_ID };

async function write(hosts: readonly ScannedHost[]) {
  const objects = createInMemoryObjectStore();
  const { whole } = await read(nmapFile(''));
  const writer = new ReportWriter(objects, place);
  for (const host of hosts) writer.add(host);
  const keysBefore = objects.keys('files');
  const { manifest } = await writer.finish(whole, file, ARRIVAL);
  const report = await readJson(objects, manifest, ScanManifest);
  const chunks = await Promise.all(report.chunks.map((chunk) => readJson(objects, chunk, ScanChunk)));
  return { report, chunks, keysBefore };
}

const hostsOf = async (xml: string) => (await read(nmapFile(xml))).hosts;

/** So many hosts that differ in nothing but their addresses. */
const copies = (host: ScannedHost, count: number): ScannedHost[] =>
  Array.from({ length: count }, (_, n) => ({ ...host, address: { type: 'ipv4', value: `10.0.0.${n}` } }));

describe('A report', () => {
  it('of no hosts has no chunks', async () => {
    const { report } = await write([]);
    expect(report).toMatchObject({
      chunks: [],
      counts: { hosts: 0, up: 0, down: 0, ports: 0, open: 0, findings: 0 },
    });
  });

  it('is written once all of it is there, each object named by the hash of its bytes', async () => {
    const [host] = await hostsOf(upHost());
    const { keysBefore, report } = await write(copies(host!, 201));
    expect(keysBefore).toEqual([]);
    for (const { key, sha256 } of report.chunks) expect(key).toBe(`reports/a/b/${sha256}.json`);
    expect(report.chunks.map(({ number, hosts }) => [number, hosts])).toEqual([
      [1, 100],
      [2, 100],
      [3, 1],
    ]);
  });

  it('closes a chunk early when its hosts are large, so that no reader is flooded', async () => {
    const ports = Array.from({ length: 300 }, (_, index) => openPort(index + 1)).join('');
    const [host] = await hostsOf(upHost(`<ports>${ports}</ports>`));
    const size = JSON.stringify(host).length;
    const { report, chunks } = await write(copies(host!, 99));
    const most = Math.ceil(CHUNK_BYTES / size);
    expect(most).toBeLessThan(99);
    expect(Math.max(...report.chunks.map(({ hosts }) => hosts))).toBe(most);
    expect(chunks.flatMap(({ hosts }) => hosts)).toHaveLength(99);
  });

  it('counts hosts by state, ports, open ports and findings', async () => {
    const { report } = await write(
      await hostsOf(
        `${upHost(
          `<ports>${openPort(80, '<script id="a" output="b"/>')}<port protocol="tcp" portid="81"><state state="closed"/></port></ports>`,
        )}<host><status state="down"/><address addr="192.0.2.9" addrtype="ipv4"/></host>`,
      ),
    );
    expect(report.counts).toEqual({ hosts: 2, up: 1, down: 1, ports: 2, open: 1, findings: 1 });
  });
});
