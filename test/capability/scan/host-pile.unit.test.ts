import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { describe, expect, it } from 'vitest';
import {
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
  const { run } = await read(nmapFile(''));
  const writer = new ReportWriter(objects, place);
  for (const host of hosts) writer.add(host);
  const { manifest } = await writer.finish(run, { name: 'a', size: 1, sha256: 'a'.repeat(64) }, ARRIVAL);
  writer.close();
  const report = await readJson(objects, manifest, ScanManifest);
  return {
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
    expect(chunks.map(({ schema }) => schema)).toEqual([2, 2]);
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

  it('goes on with a host in the next chunk only where it fills one by itself', async () => {
    const ports = Array.from({ length: 300 }, (_, port) => openPort(port + 1)).join('');
    const { hosts } = await read(nmapFile(upHost(`<ports>${ports}</ports>`)));
    const size = JSON.stringify(hosts[0]).length;
    const sightings = Math.ceil(MAX_CHUNK_BYTES / size) + 5;
    const { refs, chunks } = await reportOf(Array.from({ length: sightings }, () => hosts[0]!));
    expect(refs.map(({ hosts: count }) => count)).toEqual([1, 1]);
    expect(chunks.map((chunk) => chunk.hosts.length)).toEqual([sightings - 5, 5]);
  });

  it('is of the first version where that can hold it, so that older readers take it too', async () => {
    const { hosts } = await read(nmapFile(waves(3, 30)));
    const { chunks } = await reportOf(hosts);
    expect(chunks.map(({ schema, hosts: { length } }) => [schema, length])).toEqual([[1, 90]]);
  });
});

describe('A pile of hosts', () => {
  const leftovers = () => readdirSync(tmpdir()).filter((name) => name.startsWith('chariot-report-'));

  it('gives back hosts that were spilled to a file, and leaves no file behind', async () => {
    const before = leftovers();
    const { hosts } = await read(nmapFile(waves(20, 10)));
    const pile = new HostPile(new Spill({ maxInMemory: 1_000 }));
    for (const host of hosts) pile.add(host, Buffer.from(JSON.stringify(host)));
    const found = [...pile.hosts()].map((pieces) => [...pieces].map(({ json }) => JSON.parse(String(json))));
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
    expect([...pile.hosts()].map((pieces) => [...pieces].length)).toEqual([1, 1, 1]);
  });
});
