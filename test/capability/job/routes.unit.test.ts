import { readFileSync } from 'node:fs';
import { describe, expect, it, vi } from 'vitest';
import { builtInCapabilities } from '#schemas/capability/capability/built-in.ts';
import { getCapability, listCapabilities } from '#schemas/capability/capability/routes.ts';
import {
  cancelJob,
  completeJob,
  createJob,
  getJob,
  getJobHistory,
  listJobArtifacts,
  listJobs,
} from '#schemas/capability/job/routes.ts';
import { idOf } from '#schemas/id.ts';
import { settleDue } from '#shared/due/settle-due.ts';
import { DUE_SHARDS } from '#shared/event-store/event-store.ts';
import { createInMemoryStore } from '#shared/event-store/in-memory.ts';
import { countingStore } from '../../kit/counting-store.ts';
import { BUCKET, capabilityService, OTHER_ACCOUNT } from '../service.ts';

const monday = readFileSync(new URL('../../../examples/acme-monday.xml', import.meta.url));
const body = { capability: 'nmap', file: { name: 'Übersicht.xml', size: 1_234 } };
const headers = { 'idempotency-key': 'one' };

describe('The catalogue', () => {
  it('names the formats that are taken, and their size', async () => {
    const { ok } = capabilityService();
    const { items } = await ok(listCapabilities);
    expect(items).toEqual(expect.arrayContaining(Object.values(builtInCapabilities)));
    expect(items.map(({ name }) => name)).toEqual(Object.keys(builtInCapabilities).toSorted());
    expect(await ok(getCapability, { name: 'nmap' })).toMatchObject({ name: 'nmap', maxFileSize: 2 ** 31 });
  });

  it.each(['nikto', 'constructor'])('knows no %s', async (name) => {
    const { call } = capabilityService();
    expect(await call(getCapability, { name })).toMatchObject({ status: 404, body: { code: 'not-found' } });
  });
});

describe('Creating a job', () => {
  it('answers the job, and where and how to put its file', async () => {
    const { ok } = capabilityService();
    const created = await ok(createJob, { body });
    expect(created).toEqual({
      id: idOf(created.key),
      key: expect.stringMatching(/^#job#[0-9a-f-]{36}$/),
      version: 2,
      upload: {
        method: 'PUT',
        url: expect.stringContaining(`${BUCKET}/uploads/`),
        headers: { 'content-length': '1234', 'content-type': 'application/octet-stream' },
        expiresAt: '2026-11-24T14:00:00.000Z',
      },
    });
    expect(await ok(getJob, { id: created.id })).toMatchObject({
      version: 2,
      status: 'running',
      code: 'JR',
      file: body.file,
      created: '2026-11-24T13:00:00.000Z',
      dueAt: '2026-11-24T14:00:00.000Z',
    });
  });

  it('again with the same key answers the same job, and a URL that lasts as long as the job waits', async () => {
    const { ok, pass } = capabilityService();
    const first = await ok(createJob, { body, headers });
    pass(1_200);
    const again = await ok(createJob, { body, headers });
    expect([again.id, again.version]).toEqual([first.id, 2]);
    expect(again.upload?.expiresAt).toBe('2026-11-24T14:00:00.000Z');
  });

  it('again when the job no longer waits answers no URL', async () => {
    const { ok } = capabilityService();
    const { id } = await ok(createJob, { body, headers });
    await ok(cancelJob, { id, body: {} });
    expect(await ok(createJob, { body, headers })).toEqual({ id, key: expect.any(String), version: 2 });
  });

  it('with the same key and another file is refused', async () => {
    const { ok, call } = capabilityService();
    await ok(createJob, { body, headers });
    const other = { ...body, file: { name: 'other.xml', size: 1 } };
    expect(await call(createJob, { body: other, headers })).toMatchObject({
      status: 422,
      body: { code: 'idempotency-mismatch' },
    });
  });

  it('with the same key in two accounts makes two jobs', async () => {
    const { ok } = capabilityService();
    const mine = await ok(createJob, { body, headers });
    const theirs = await ok(createJob, { body, headers, account: OTHER_ACCOUNT });
    expect(theirs.id).not.toBe(mine.id);
  });

  it.each([
    ['an unknown capability', { ...body, capability: 'nikto' }, 'body.capability', /must be one of nmap, /],
    ['no capability', { file: body.file }, 'body.capability', /missing/],
    [
      'a file of less than nothing',
      { ...body, file: { name: 'a', size: -1 } },
      'body.file.size',
      /at least 0/,
    ],
    ['a name with a line break', { ...body, file: { name: 'a\nb', size: 1 } }, 'body.file.name', /control/],
    [
      'a name with half a character',
      { ...body, file: { name: 'a\ud800', size: 1 } },
      'body.file.name',
      /half a character/,
    ],
    [
      'too many settings',
      { ...body, config: Object.fromEntries(Array.from({ length: 21 }, (_, n) => [n, ''])) },
      'body.config',
      /20/,
    ],
    ['a field that nobody knows', { ...body, scope: 'all' }, 'body.scope', /unknown/],
  ])('with %s is refused, and the field is named', async (_name, wrong, path, message) => {
    const { call } = capabilityService();
    const answer = await call(createJob, { body: wrong });
    expect(answer).toMatchObject({ status: 400, body: { code: 'invalid' } });
    expect(answer.body.errors).toContainEqual({ path, message: expect.stringMatching(message) });
  });

  it('with a file above the limit is refused as too large, with the limit', async () => {
    const { call } = capabilityService();
    const size = builtInCapabilities.nmap.maxFileSize + 1;
    expect(await call(createJob, { body: { ...body, file: { name: 'a', size } } })).toMatchObject({
      status: 413,
      body: {
        code: 'too-large',
        errors: [{ path: 'body.file.size', message: 'must be at most 2147483648' }],
      },
    });
  });

  it('needs the permission for it', async () => {
    const { call } = capabilityService();
    expect(await call(createJob, { body, permissions: 'read write_assets' })).toMatchObject({ status: 403 });
  });
});

describe('Completing a job', () => {
  it('takes the file that is there', async () => {
    const { upload, ok, stateOf } = capabilityService();
    const { id, key } = await upload(monday);
    expect(await ok(completeJob, { id })).toEqual({ id, key, version: 3 });
    expect((await stateOf(id)).data).toMatchObject({
      status: 'processing',
      results: {
        bucket: BUCKET,
        objectVersion: '1',
        size: monday.byteLength,
        receivedAt: '2026-11-24T13:00:00.000Z',
      },
    });
    expect(await ok(getJob, { id })).toMatchObject({ code: 'JRA', dueAt: '2026-11-24T17:00:00.000Z' });
  });

  it('again changes nothing, with a key or without', async () => {
    const { upload, ok } = capabilityService();
    const { id } = await upload(monday);
    await ok(completeJob, { id, headers });
    expect(await ok(completeJob, { id, headers })).toMatchObject({ version: 3 });
    expect(await ok(completeJob, { id })).toMatchObject({ version: 3 });
  });

  it('reads the job once, and writes it once', async () => {
    const { store, calls } = countingStore(createInMemoryStore());
    const { upload, ok } = capabilityService({ store });
    const { id } = await upload(monday);
    const before = { ...calls };
    await ok(completeJob, { id });
    expect(calls).toEqual({ ...before, load: before.load + 1, write: before.write + 1 });
  });

  it('that loses a race is decided on the job as it is by then', async () => {
    const store = createInMemoryStore();
    const { upload, ok, call } = capabilityService({ store });
    const { id } = await upload(monday);
    const write = store.write.bind(store);
    vi.spyOn(store, 'write').mockImplementationOnce(async (late) => {
      await ok(cancelJob, { id, body: {} });
      return write(late);
    });
    expect(await call(completeJob, { id })).toMatchObject({ status: 422, body: { code: 'job-cancelled' } });
  });

  it('is refused while the file is missing', async () => {
    const { ok, call } = capabilityService();
    const { id } = await ok(createJob, { body });
    expect(await call(completeJob, { id })).toMatchObject({ status: 422, body: { code: 'upload-missing' } });
  });

  it('is refused for a job that was cancelled or timed out', async () => {
    const { upload, ok, call } = capabilityService();
    const { id } = await upload(monday);
    await ok(cancelJob, { id, body: { reason: 'wrong network' } });
    expect(await call(completeJob, { id })).toMatchObject({ status: 422, body: { code: 'job-cancelled' } });
    expect(await ok(getJob, { id })).toMatchObject({
      reason: { code: 'cancelled', message: 'wrong network' },
    });
  });

  it('by a stale version is refused with both', async () => {
    const { upload, call } = capabilityService();
    const { id } = await upload(monday);
    expect(await call(completeJob, { id, headers: { 'if-match': '"1"' } })).toMatchObject({
      status: 412,
      body: { code: 'version-mismatch', details: { expected: 1, actual: 2 } },
    });
  });
});

describe('Another tenant’s job', () => {
  it.each([getJob, getJobHistory, listJobArtifacts, completeJob, cancelJob])(
    'reads like a missing one: $name',
    async (contract) => {
      const { upload, call } = capabilityService();
      const { id } = await upload(monday);
      const made = { ...(contract.method === 'POST' && contract.name === 'cancelJob' && { body: {} }) };
      const theirs = await call(contract, { ...made, id, account: OTHER_ACCOUNT });
      const missing = await call(contract, { ...made, id: idOf('#job#nothing') });
      const nonsense = await call(contract, { ...made, id: '***' });
      const { correlationId: _one, ...first } = theirs.body;
      for (const other of [missing, nonsense]) {
        const { correlationId: _two, ...second } = other.body;
        expect([theirs.status, first]).toEqual([404, second]);
      }
    },
  );
});

describe('Lists of jobs', () => {
  it('come newest first, by pages, and by status', async () => {
    const { ok, pass } = capabilityService();
    const ids: string[] = [];
    for (let n = 0; n < 7; n += 1) {
      pass(1);
      ids.unshift((await ok(createJob, { body })).id);
    }
    await ok(cancelJob, { id: ids[2]!, body: {} });

    const first = await ok(listJobs, { query: 'limit=4' });
    const second = await ok(listJobs, { query: `limit=4&cursor=${first.cursor}` });
    expect([...first.items, ...second.items].map(({ id }) => id)).toEqual(ids);
    expect(second.cursor).toBeUndefined();
    const cancelled = await ok(listJobs, { query: 'status=cancelled' });
    expect(cancelled.items.map(({ id, status, code }) => [id, status, code])).toEqual([
      [ids[2], 'cancelled', 'JF'],
    ]);
    expect((await ok(listJobs, { query: 'status=running' })).items).toHaveLength(6);
    expect((await ok(listJobs, { account: OTHER_ACCOUNT })).items).toEqual([]);
  });

  it('refuse a status that does not exist, and a cursor of another query', async () => {
    const { ok, call } = capabilityService();
    for (let n = 0; n < 2; n += 1) await ok(createJob, { body });
    const { cursor } = await ok(listJobs, { query: 'limit=1' });
    expect(await call(listJobs, { query: 'status=passed' })).toMatchObject({ status: 400 });
    expect(await call(listJobs, { query: `status=running&cursor=${cursor}` })).toMatchObject({ status: 400 });
  });
});

describe('The history of a job', () => {
  it('is gap-free, oldest first, by pages', async () => {
    const service = capabilityService();
    const id = await service.uploadAndComplete(monday);
    await service.work(await service.messageFor(id));

    const first = await service.ok(getJobHistory, { id, query: 'limit=3' });
    const second = await service.ok(getJobHistory, { id, query: `limit=3&cursor=${first.cursor}` });
    const events = [...first.items, ...second.items];
    expect(events.map(({ aggregate_version, event_type }) => [aggregate_version, event_type])).toEqual([
      [1, 'JobScheduled'],
      [2, 'JobStarted'],
      [3, 'JobResultsReceived'],
      [4, 'JobCompleted'],
    ]);
    expect(events[3]?.metadata).toMatchObject({
      actor: 'service:capability',
      causation_id: events[2]?.event_id,
      correlation_id: events[2]?.metadata.correlation_id,
    });
  });
});

describe('The artifacts of a job', () => {
  it('are the file once it is there, and the report once it is made', async () => {
    const service = capabilityService();
    const { id } = await service.upload(monday, 'acme-monday.xml');
    expect((await service.ok(listJobArtifacts, { id })).items).toEqual([]);
    await service.ok(completeJob, { id });
    await service.work(await service.messageFor(id));

    const { items } = await service.ok(listJobArtifacts, { id });
    expect(items).toMatchObject([
      { kind: 'scanner-file', name: 'acme-monday.xml', size: monday.byteLength, download: { method: 'GET' } },
      { kind: 'report', name: 'manifest.json', sha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
    ]);
    expect(items[0]?.download.expiresAt).toBe('2026-11-24T13:15:00.000Z');
  });
});

describe('A job that is due', () => {
  const message = async ({ stateOf, store }: ReturnType<typeof capabilityService>, id: string) => {
    const due = (await stateOf(id)).index.due!;
    for (let shard = 0; shard < DUE_SHARDS; shard += 1) {
      for await (const item of store.due(shard, due)) return { ...item.address, due: item.due };
    }
    throw new Error('nothing is due');
  };

  it('times out, and takes no file any more', async () => {
    const service = capabilityService();
    const { id } = await service.upload(monday);
    const due = await message(service, id);

    await settleDue(service.store, service.due, due, '2026-11-24T13:59:59.000Z');
    expect(await service.ok(getJob, { id })).toMatchObject({ status: 'running' });
    await settleDue(service.store, service.due, due, '2026-11-24T14:00:00.000Z');
    await settleDue(service.store, service.due, due, '2026-11-24T14:01:00.000Z');
    expect(await service.ok(getJob, { id })).toMatchObject({
      status: 'timed-out',
      code: 'JF',
      version: 3,
      reason: { code: 'upload-timed-out' },
    });
    expect(await service.call(completeJob, { id })).toMatchObject({
      status: 422,
      body: { code: 'job-timed-out' },
    });
  });

  it('has moved its due date when its file has come', async () => {
    const service = capabilityService();
    const { id } = await service.upload(monday);
    const due = await message(service, id);
    await service.ok(completeJob, { id });

    await settleDue(service.store, service.due, due, '2026-11-24T14:00:00.000Z');
    expect(await service.ok(getJob, { id })).toMatchObject({ status: 'processing' });
  });
});

it('A job is read with its version as ETag', async () => {
  const { ok, call } = capabilityService();
  const { id } = await ok(createJob, { body });
  expect((await call(getJob, { id })).headers.etag).toBe('"2"');
});
