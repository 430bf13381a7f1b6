import { readFileSync } from 'node:fs';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { beforeAll, describe, expect, it } from 'vitest';
import { newTenant, type PlatformClient, type Tenant, until } from '../support/platform.ts';

const scan = readFileSync(new URL('../../examples/acme-monday.xml', import.meta.url));

let tenant: Tenant;
let client: PlatformClient;

beforeAll(async () => {
  tenant = await newTenant('uploads');
  client = tenant.client;
});

/** A job that waits for a file of so many bytes, and how to send it one. */
async function jobFor(size: number) {
  const { body } = await client.createJob({ body: { capability: 'nmap', file: { name: 'scan.xml', size } } });
  const { url, headers } = body.upload!;
  const put = async (bytes: Uint8Array) => {
    const { 'content-length': _, ...others } = headers;
    const response = await fetch(url, { method: 'PUT', headers: others, body: Buffer.from(bytes) });
    return { status: response.status, text: await response.text() };
  };
  const complete = () => client.completeJob({ params: { id: body.id } });
  const now = async () => (await client.getJob({ params: { id: body.id } })).body;
  return { id: body.id, url, put, complete, now };
}

const ended = (job: Awaited<ReturnType<typeof jobFor>>) =>
  until('the end of the job', async () => {
    const found = await job.now();
    return ['running', 'processing'].includes(found.status) ? undefined : found;
  });

describe('an upload', () => {
  it.for([
    ['shorter than announced', scan.subarray(1)],
    ['longer than announced', Buffer.concat([scan, Buffer.from(' ')])],
    ['empty', Buffer.alloc(0)],
  ] as const)('that is %s is refused, and the announced file still gets through', async ([, other]) => {
    const job = await jobFor(scan.byteLength);
    expect(await job.put(other)).toMatchObject({
      status: 403,
      text: expect.stringContaining('SignatureDoesNotMatch'),
    });
    await expect(job.complete()).rejects.toMatchObject({
      problem: { status: 422, code: 'upload-missing', detail: expect.stringMatching(/Upload it first/) },
    });
    expect((await job.now()).status).toBe('running');

    expect(await job.put(scan)).toMatchObject({ status: 200 });
    await job.complete();
    expect((await ended(job)).status).toBe('completed');
  });

  it('that got into the store at another size by any way is refused with both sizes', async () => {
    const job = await jobFor(scan.byteLength);
    const [Bucket, ...key] = new URL(job.url).pathname.slice(1).split('/');
    await new S3Client({ forcePathStyle: true }).send(
      new PutObjectCommand({ Bucket, Key: key.join('/'), Body: scan.subarray(10) }),
    );
    await expect(job.complete()).rejects.toMatchObject({
      problem: {
        status: 422,
        code: 'upload-size-mismatch',
        details: { expected: scan.byteLength, actual: scan.byteLength - 10 },
      },
    });
    expect((await job.now()).status).toBe('running');
  });

  it('that comes after the job was completed changes nothing that is read', async () => {
    const job = await jobFor(scan.byteLength);
    await job.put(scan);
    await job.complete();
    await job.put(Buffer.alloc(scan.byteLength, 'x'));
    await expect(job.complete()).rejects.toMatchObject({ code: 'results-already-received' });
    expect(await ended(job)).toMatchObject({ status: 'completed', counts: { hosts: 10 } });
  });

  it('must be announced with a size that can be, and the field is named', async () => {
    for (const size of [-1, 1.5]) {
      await expect(jobFor(size)).rejects.toMatchObject({
        problem: { status: 400, errors: [{ path: 'body.file.size' }] },
      });
    }
    await expect(jobFor(3 * 1024 ** 3)).rejects.toMatchObject({
      problem: { status: 413, errors: [{ path: 'body.file.size', message: 'must be at most 2147483648' }] },
    });
  });
});

describe('a job', () => {
  it('that is completed without a file names the remedy, and waits on', async () => {
    const job = await jobFor(scan.byteLength);
    await expect(job.complete()).rejects.toMatchObject({
      problem: { status: 422, code: 'upload-missing', detail: expect.stringMatching(/Upload it first/) },
    });
    expect(await job.now()).toMatchObject({ status: 'running', version: 2 });
  });

  it('that was cancelled takes no file any more, keeps the reason, and says so however often it is asked', async () => {
    const job = await jobFor(scan.byteLength);
    await job.put(scan);
    const params = { id: job.id };
    const { body } = await client.cancelJob({ params, body: { reason: 'the wrong network' } });
    expect((await client.cancelJob({ params, body: {} })).body).toEqual(body);
    for (const _ of ['once', 'twice']) {
      await expect(job.complete()).rejects.toMatchObject({
        problem: { status: 422, code: 'job-cancelled', detail: expect.stringMatching(/Start a new one/) },
      });
    }
    expect(await job.now()).toMatchObject({
      status: 'cancelled',
      reason: { code: 'cancelled', message: 'the wrong network' },
      version: body.version,
    });
    await expect(client.getImport({ params })).rejects.toMatchObject({ code: 'not-found' });
  });

  it('that is over cannot be cancelled', async () => {
    const job = await jobFor(scan.byteLength);
    await job.put(scan);
    await job.complete();
    await ended(job);
    await expect(client.cancelJob({ params: { id: job.id }, body: {} })).rejects.toMatchObject({
      problem: { status: 422, code: 'job-ended', detail: expect.stringMatching(/completed/) },
    });
  });
});
