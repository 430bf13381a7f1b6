import { randomUUID } from 'node:crypto';
import {
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  ListObjectVersionsCommand,
  PutBucketVersioningCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createS3ObjectStore } from '#shared/object-store/s3.ts';
import { createSignedUploads } from '#shared/object-store/signed-uploads.ts';
import { objectStoreConformance } from './conformance.ts';

const client = new S3Client({ forcePathStyle: true });
const bucket = `object-store-${randomUUID()}`;
const store = createS3ObjectStore();
const uploads = createSignedUploads({
  region: process.env.AWS_REGION ?? '',
  endpoint: process.env.AWS_ENDPOINT_URL,
  credentials: {
    accessKeyId: process.env.AWS_ACCESS_KEY_ID ?? '',
    secretAccessKey: process.env.AWS_SECRET_ACCESS_KEY ?? '',
    sessionToken: process.env.AWS_SESSION_TOKEN,
  },
});

beforeAll(async () => {
  await client.send(new CreateBucketCommand({ Bucket: bucket }));
  const VersioningConfiguration = { Status: 'Enabled' } as const;
  await client.send(new PutBucketVersioningCommand({ Bucket: bucket, VersioningConfiguration }));
});

afterAll(async () => {
  const { Versions = [] } = await client.send(new ListObjectVersionsCommand({ Bucket: bucket }));
  for (const { Key, VersionId } of Versions) {
    await client.send(new DeleteObjectCommand({ Bucket: bucket, Key, VersionId }));
  }
  await client.send(new DeleteBucketCommand({ Bucket: bucket }));
});

objectStoreConformance('in S3', () => ({ store, bucket }));

describe('A presigned upload', () => {
  const put = (size: number) => ({
    size,
    contentType: 'application/octet-stream',
    now: new Date().toISOString(),
    expiresIn: 600,
  });

  it.each([
    ['the client’s signature', store],
    ['our own', uploads],
  ])('by %s puts the file that was announced, and it is found in its version', async (_name, presigner) => {
    const ref = { bucket, key: `uploads/${randomUUID()}/file` };
    expect(await uploads.head(ref)).toBeUndefined();

    const { url, method, headers } = await presigner.presignPut(ref, put(5));
    const { 'content-length': _length, ...others } = headers;
    const response = await fetch(url, { method, headers: others, body: 'hello' });
    expect([response.status, await response.text()]).toEqual([200, '']);

    const head = await uploads.head(ref);
    expect(head).toEqual({ size: 5, version: expect.any(String) });
    expect(await store.head(ref)).toEqual(head);
    expect(await uploads.head({ ...ref, version: head!.version! })).toEqual(head);
  });

  it('is downloaded again by a URL, as a file with its own name', async () => {
    const ref = { bucket, key: `uploads/${randomUUID()}/file` };
    await store.write(ref, Buffer.from('hello'), 'text/html');
    const { url } = await store.presignGet(ref, {
      fileName: 'ü.xml',
      now: new Date().toISOString(),
      expiresIn: 60,
    });
    const response = await fetch(url);
    expect(await response.text()).toBe('hello');
    expect(response.headers.get('content-disposition')).toBe("attachment; filename*=UTF-8''%C3%BC.xml");
    expect(response.headers.get('content-type')).toBe('application/octet-stream');
  });
});
