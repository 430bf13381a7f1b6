import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { cancelJob, getJob } from '#schemas/capability/job/routes.ts';
import { TransientFailure } from '#schemas/errors.ts';
import { createInMemoryStore } from '#shared/event-store/in-memory.ts';
import { createInMemoryObjectStore } from '#shared/object-store/in-memory.ts';
import type { ObjectStore } from '#shared/object-store/object-store.ts';
import { ACCOUNT } from '../../shared/http/events.ts';
import { nmapFile, upHost } from '../scan/scan-fixture.ts';
import { BUCKET, capabilityService } from '../service.ts';

const monday = readFileSync(new URL('../../../examples/acme-monday.xml', import.meta.url));

/** Two chunks and a half. */
const manyHosts = Buffer.from(
  nmapFile(Array.from({ length: 250 }, (_, n) => upHost('', { address: `192.0.2.${n}` })).join('\n')),
);

describe('A worker', () => {
  it('makes a report of a scan, and completes its job', async () => {
    const service = capabilityService();
    const id = await service.uploadAndComplete(monday, 'acme-monday.xml');

    expect(await service.work(await service.messageFor(id))).toEqual({ parked: [], again: false });

    const job = await service.ok(getJob, { id });
    const counts = { hosts: 10, up: 10, down: 0, ports: 90, open: 13, findings: expect.any(Number) };
    expect(job).toMatchObject({
      status: 'completed',
      code: 'JP',
      counts,
      tool: { name: 'nmap', version: '7.93' },
    });
    const manifest = await service.manifestOf(id);
    expect(manifest).toMatchObject({
      jobId: job.jobId,
      file: { name: 'acme-monday.xml', size: monday.byteLength },
      receivedAt: '2026-11-24T13:00:00.000Z',
      counts,
      chunks: [{ number: 1, hosts: 10 }],
    });
    for (const { key, sha256 } of manifest.chunks) {
      expect(key).toBe(`reports/${ACCOUNT}/${job.jobId}/${sha256}.json`);
    }
    const [chunk] = await service.chunksOf(manifest);
    expect(chunk?.hosts[0]?.names).toEqual([{ name: 'www.acme.test', type: 'user' }]);
  });

  it('cuts a large scan into chunks of at most a hundred hosts, in the order of the file', async () => {
    const service = capabilityService();
    const id = await service.uploadAndComplete(manyHosts);
    await service.work(await service.messageFor(id));

    const manifest = await service.manifestOf(id);
    expect(manifest.chunks.map(({ number, hosts }) => [number, hosts])).toEqual([
      [1, 100],
      [2, 100],
      [3, 50],
    ]);
    const hosts = (await service.chunksOf(manifest)).flatMap((chunk) => chunk.hosts);
    expect(hosts.map(({ address }) => address?.value)).toEqual(
      Array.from({ length: 250 }, (_, n) => `192.0.2.${n}`),
    );
  });

  it.each([
    ['is cut off', monday.subarray(0, 30_000), 'truncated', /ends before <\/nmaprun>/],
    ['is JSON', Buffer.from('{"hosts": []}'), 'unknown-format', /no format that is read/],
    ['is another tool’s', Buffer.from('<NessusClientData_v2/>'), 'wrong-format', /Nessus.*nmap/],
    [
      'is a bomb',
      Buffer.from('<!DOCTYPE nmaprun [<!ENTITY a "b">]><nmaprun>&a;</nmaprun>'),
      'entity-bomb',
      /entities/,
    ],
    ['is damaged', gzipSync(monday).fill(0, 40, 80), 'bad-gzip', /damaged/],
  ])(
    'fails a job whose file %s, and says why; nothing is imported of it',
    async (_name, bytes, code, message) => {
      const service = capabilityService();
      const id = await service.uploadAndComplete(bytes);

      expect(await service.work(await service.messageFor(id))).toEqual({ parked: [], again: false });

      const job = await service.ok(getJob, { id });
      expect(job).toMatchObject({
        status: 'failed',
        code: 'JF',
        reason: { code, message: expect.stringMatching(message) },
      });
      expect(service.objects.keys(BUCKET).filter((key) => key.startsWith('reports/'))).toEqual([]);
    },
  );

  it('reads the very version that was there when the job was completed, and no later upload', async () => {
    const service = capabilityService();
    const id = await service.uploadAndComplete(monday);
    const { data } = await service.stateOf(id);
    await service.objects.write(data.upload as never, Buffer.from('something else'), 'text/plain');

    await service.work(await service.messageFor(id));
    expect((await service.manifestOf(id)).counts.open).toBe(13);
  });

  it('leaves a job alone that was cancelled, before or while it works', async () => {
    const service = capabilityService();
    const id = await service.uploadAndComplete(manyHosts);
    const message = await service.messageFor(id);
    let cancelled = false;
    const objects: ObjectStore = {
      ...service.objects,
      write: async (...args) => {
        if (!cancelled) await service.ok(cancelJob, { id, body: {} });
        cancelled = true;
        return service.objects.write(...args);
      },
    };

    expect(await service.work(message, { objects })).toEqual({ parked: [], again: false });
    expect(await service.work(message)).toEqual({ parked: [], again: false });
    expect(await service.ok(getJob, { id })).toMatchObject({ status: 'cancelled', version: 4 });
  });

  it('fails a job whose file was deleted meanwhile', async () => {
    const service = capabilityService();
    const id = await service.uploadAndComplete(monday);
    const objects: ObjectStore = { ...service.objects, read: createInMemoryObjectStore().read };

    await service.work(await service.messageFor(id), { objects });
    expect(await service.ok(getJob, { id })).toMatchObject({
      status: 'failed',
      reason: { code: 'file-missing' },
    });
  });

  it('does not take a connection that ends early for a file that does: the message comes again', async () => {
    const service = capabilityService();
    const id = await service.uploadAndComplete(manyHosts);
    const message = await service.messageFor(id);
    const objects: ObjectStore = {
      ...service.objects,
      read: async (ref) => {
        const whole = await service.objects.read(ref);
        return (async function* () {
          for await (const part of whole) {
            yield part.subarray(0, 20_000);
            return;
          }
        })();
      },
    };

    expect(await service.work(message, { objects })).toEqual({ parked: [], again: true });
    expect(await service.ok(getJob, { id })).toMatchObject({ status: 'processing' });
    expect(await service.work(message)).toEqual({ parked: [], again: false });
    expect(await service.ok(getJob, { id })).toMatchObject({ status: 'completed' });
  });

  it('parks a message that is no event of ours', async () => {
    const { work } = capabilityService();
    expect((await work('{"hello": "world"}')).parked.map(({ reason }) => reason.code)).toEqual([
      'unreadable-message',
    ]);
  });
});

describe('A worker that is killed and gets the message again', () => {
  /** What a job leads to when nothing goes wrong. */
  async function undisturbed() {
    const service = capabilityService();
    const id = await service.uploadAndComplete(manyHosts);
    await service.work(await service.messageFor(id));
    return { objects: await contents(service), job: await service.ok(getJob, { id }) };
  }

  const contents = async ({ objects }: ReturnType<typeof capabilityService>) =>
    Promise.all(
      objects
        .keys(BUCKET)
        .filter((key) => key.startsWith('reports/'))
        .map(async (key) => {
          const parts: Uint8Array[] = [];
          for await (const part of await objects.read({ bucket: BUCKET, key })) parts.push(part);
          return [key, Buffer.concat(parts).toString()];
        }),
    );

  it.each([0, 1, 2, 3])(
    'before write %i of its report leads to the same report and the same job',
    async (dies) => {
      const service = capabilityService();
      const id = await service.uploadAndComplete(manyHosts);
      const message = await service.messageFor(id);
      let writes = 0;
      const objects: ObjectStore = {
        ...service.objects,
        write: async (...args) => {
          writes += 1;
          if (writes > dies) throw new TransientFailure('unavailable', 'killed');
          return service.objects.write(...args);
        },
      };

      expect(await service.work(message, { objects })).toEqual({ parked: [], again: true });
      service.pass(300);
      expect(await service.work(message)).toEqual({ parked: [], again: false });

      const expected = await undisturbed();
      expect(await contents(service)).toEqual(expected.objects);
      const job = await service.ok(getJob, { id });
      expect(job).toMatchObject({
        status: 'completed',
        version: expected.job.version,
        counts: expected.job.counts,
      });
    },
  );

  it('after its job was completed, before anybody knew, changes nothing more', async () => {
    const store = createInMemoryStore();
    const service = capabilityService({ store });
    const id = await service.uploadAndComplete(manyHosts);
    const message = await service.messageFor(id);
    const dying = Object.assign(Object.create(store), {
      write: async (write: Parameters<typeof store.write>[0]) => {
        await store.write(write);
        throw new TransientFailure('unavailable', 'killed');
      },
    });

    expect(await service.work(message, { store: dying })).toEqual({ parked: [], again: true });
    service.pass(300);
    expect(await service.work(message)).toEqual({ parked: [], again: false });
    expect(await service.ok(getJob, { id })).toMatchObject({ status: 'completed', version: 4 });
  });

  // Two deliveries across a deployment once wrote other bytes under the same keys: the completed job's report had the wrong hashes.
  it('by a worker of another version leaves the report whole that the job was completed with', async () => {
    const service = capabilityService();
    const id = await service.uploadAndComplete(manyHosts);
    const message = await service.messageFor(id);
    const otherVersion: ObjectStore = {
      ...service.objects,
      write: async (ref, body, type) => {
        // The first one is done while the second one is still at it.
        await service.work(message);
        return service.objects.write(ref, body, type);
      },
    };
    const chunked = { objects: otherVersion, options: { hostsPerChunk: 7 } };
    expect(await service.work(message, chunked)).toEqual({ parked: [], again: false });
    expect(await service.ok(getJob, { id })).toMatchObject({ status: 'completed', version: 4 });
    const manifest = await service.manifestOf(id);
    expect((await service.chunksOf(manifest)).map(({ hosts }) => hosts.length)).toEqual([100, 100, 50]);
  });

  it('and a second worker that has it at the same time end the job once', async () => {
    const service = capabilityService();
    const id = await service.uploadAndComplete(manyHosts);
    const message = await service.messageFor(id);

    const both = await Promise.all([service.work(message), service.work(message), service.work(message)]);
    expect(both).toEqual(both.map(() => ({ parked: [], again: false })));
    expect(await service.ok(getJob, { id })).toMatchObject({ status: 'completed', version: 4 });
    expect(await contents(service)).toEqual((await undisturbed()).objects);
  });
});
