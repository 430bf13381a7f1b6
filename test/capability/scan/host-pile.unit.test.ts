import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { describe, expect, it } from 'vitest';
import {
  HOSTS_PER_CHUNK,
  MAX_CHUNK_BYTES,
  ScanChunk,
  ScanManifest,
  type ScannedHost,
} from '#schemas/capability/scan/scan-report.ts';
import { createInMemoryObjectStore } from '#shared/object-store/in-memory.ts';
import { readJson } from '#shared/object-store/json.ts';
import { HostPile } from '../../../functions/capability/scan/host-pile.ts';
import { ReportWriter } from '../../../functions/capability/scan/report-writer.ts';
import { Spill } from '../../../functions/capability/scan/spill.ts';
import { JOB_ID } from '../samples.ts';
import { ARRIVAL, nmapFile, openPort, read, upHost } from './scan-fixture.ts';

// masscan writes a <host> for each open port, in any order: what it says of one host once lay in hundreds of chunks.

const place = { bucket: 'files', prefix: 'reports/a/b', jobId: JOB_ID };

/** Port `port` of each host, in waves over all of them. */
const waves = (hosts: number, ports: number): string =>
  Array.from({ length: ports }, (_, port) =>
    Array.from({ length: hosts }, (_, host) =>
      upHost(`<ports>${openPort(port + 1)}</ports>`, {
        address: `192.0.2.${host}`,
        attributes: `endtime="${1_795_478_000 + port}"`,
      }),
    ).join('\n'),
  ).join('\n');

async function reportOf(hosts: readonly ScannedHost[]) {
  const objects = createInMemoryObjectStore();
  const { whole } = await read(nmapFile(''));
  const writer = new ReportWriter(objects, place);
  for (const host of hosts) writer.add(host);
  const { manifest } = await writer.finish(whole, { name: 'a', size: 1, sha256: 'a'.repeat(64) }, ARRIVAL);
  writer.close();
  const report = await readJson(objects, manifest, ScanManifest);
  return {
    counts: report.counts,
    refs: report.chunks,
    chunks: await Promise.all(report.chunks.map((chunk) => readJson(objects, chunk, ScanChunk))),
  };
}

const addressesOf = ({ hosts }: ScanChunk) => hosts.map(({ address }) => address?.value ?? '');

describe('A report of a file that tells of its hosts in waves', () => {
  it('has everything of one host together, in the order of the file, with the time of each sighting', async () => {
    const { hosts } = await read(nmapFile(waves(150, 40)));
    const { refs, chunks } = await reportOf(hosts);
    expect(refs.map(({ hosts: count }) => count)).toEqual([100, 50]);
    expect(chunks.map(({ schema }) => schema)).toEqual([3, 3]);
    const expected = Array.from({ length: 150 }, (_, host) => `192.0.2.${host}`);
    expect([...new Set(chunks.flatMap(addressesOf))]).toEqual(expected);
    for (const address of expected) {
      const [home, ...others] = chunks.filter((chunk) => addressesOf(chunk).includes(address));
      expect(others).toEqual([]);
      const own = home!.hosts.filter((host) => host.address?.value === address);
      expect(own).toEqual(hosts.filter((host) => host.address?.value === address));
      expect(new Set(own.map(({ observedAt }) => observedAt)).size).toBe(40);
    }
  });

  it('goes on with a host in the next chunk only where its moments fill one by themselves', async () => {
    const ports = Array.from({ length: 300 }, (_, port) => openPort(port + 1)).join('');
    const { hosts } = await read(nmapFile(upHost(`<ports>${ports}</ports>`)));
    const size = JSON.stringify(hosts[0]).length;
    const sightings = Math.ceil(MAX_CHUNK_BYTES / size) + 5;
    const { refs, chunks } = await reportOf(
      Array.from({ length: sightings }, (_, at) => ({
        ...hosts[0]!,
        observedAt: new Date(Date.UTC(2026, 10, 24) + at * 1000).toISOString(),
      })),
    );
    expect(refs.map(({ hosts: count }) => count)).toEqual([1, 1]);
    expect(chunks.map((chunk) => chunk.hosts.length)).toEqual([sightings - 5, 5]);
  });

  it('counts a host once, however many lines the file has for it, and as up where one line says so', async () => {
    const down =
      '<host endtime="1795478650"><status state="down"/><address addr="192.0.2.1" addrtype="ipv4"/></host>';
    const { hosts } = await read(nmapFile(`${waves(3, 30)}${down}`));
    const { counts } = await reportOf(hosts);
    expect(counts).toMatchObject({ hosts: 3, up: 3, down: 0 });
  });

  it('has few names in a chunk also where all are of one address, as nmap writes a host a name', async () => {
    const names = Array.from(
      { length: 2_000 },
      (_, at) => `<hostnames><hostname name="n${at}.example" type="user"/></hostnames>`,
    );
    const { hosts } = await read(nmapFile(names.map((inside) => upHost(inside)).join('')));
    const { chunks } = await reportOf(hosts);
    for (const chunk of chunks) expect(chunk.hosts.length).toBeLessThanOrEqual(HOSTS_PER_CHUNK);
  });

  it('is the same host in one line of many ports and in a line a port, in any order', async () => {
    const ports = Array.from({ length: 20_000 }, (_, at) => openPort(at + 1));
    const shuffled = ports.toSorted((a, b) => a.length - b.length || (a < b ? 1 : -1));
    const kinds = [
      upHost(`<ports>${ports.join('')}</ports>`),
      ports.map((port) => upHost(`<ports>${port}</ports>`)).join(''),
      shuffled.map((port) => upHost(`<ports>${port}</ports>`)).join(''),
    ];
    for (const file of kinds) {
      const { hosts } = await read(nmapFile(file));
      const { chunks } = await reportOf(hosts);
      expect(chunks.map((chunk) => chunk.hosts.map((host) => host.ports.length))).toEqual([[20_000]]);
    }
  });
});

describe('A pile of hosts', () => {
  const leftovers = () => readdirSync(tmpdir()).filter((name) => name.startsWith('chariot-report-'));

  it('gives back hosts that were spilled to a file, and leaves no file behind', async () => {
    const before = leftovers();
    const { hosts } = await read(nmapFile(waves(20, 10)));
    const pile = new HostPile(new Spill({ maxInMemory: 1_000 }));
    for (const host of hosts) pile.add(host, Buffer.from(JSON.stringify(host)));
    const found = [...pile.hosts()].map(({ pieces }) =>
      [...pieces].map(({ json }) => JSON.parse(String(json))),
    );
    expect(found).toHaveLength(20);
    expect(found[7]).toEqual(hosts.filter(({ address }) => address?.value === '192.0.2.7'));
    pile.close();
    expect(leftovers()).toEqual(before);
  });

  it('keeps hosts apart that have neither address nor name', async () => {
    const pile = new HostPile();
    const { hosts } = await read(nmapFile(upHost()));
    const { address: _, ...nameless } = hosts[0]!;
    for (let count = 0; count < 3; count += 1) pile.add(nameless, Buffer.from('{}'));
    expect([...pile.hosts()].map(({ pieces }) => [...pieces].length)).toEqual([1, 1, 1]);
  });
});
