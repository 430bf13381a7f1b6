import { Readable } from 'node:stream';
import { GetObjectCommand, HeadObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { createS3ObjectStore } from '#shared/object-store/s3.ts';
import { awsError } from '../../kit/aws-error.ts';

const s3 = mockClient(S3Client);
const client = new S3Client({
  region: 'eu-central-1',
  credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' },
  requestChecksumCalculation: 'WHEN_REQUIRED',
});
const store = createS3ObjectStore(client);
const ref = { bucket: 'files', key: 'uploads/a', version: 'v1' };
const now = '2026-11-24T13:00:00.000Z';

async function* brokenBody() {
  yield Buffer.from('half');
  throw awsError('ECONNRESET');
}

beforeEach(() => s3.reset());

describe('Objects in S3', () => {
  it('are read in the version that is asked for', async () => {
    s3.on(GetObjectCommand, { Bucket: 'files', Key: 'uploads/a', VersionId: 'v1' }).resolves({
      Body: Readable.from([Buffer.from('ab'), Buffer.from('c')]) as never,
    });
    const parts: Uint8Array[] = [];
    for await (const part of await store.read(ref)) parts.push(part);
    expect(Buffer.concat(parts).toString()).toBe('abc');
  });

  it('that are not there are undefined to look at, and a terminal failure to read', async () => {
    s3.on(HeadObjectCommand).rejects(awsError('NotFound'));
    s3.on(GetObjectCommand).rejects(awsError('NoSuchKey'));
    expect(await store.head(ref)).toBeUndefined();
    await expect(store.read(ref)).rejects.toMatchObject({ kind: 'terminal', code: 'object-missing' });
  });

  it.each(['SlowDown', 'AccessDenied', 'TimeoutError'])(
    'that cannot be reached now (%s) may be tried again',
    async (name) => {
      s3.on(HeadObjectCommand).rejects(awsError(name)).on(GetObjectCommand).rejects(awsError(name));
      s3.on(PutObjectCommand).rejects(awsError(name));
      const transient = { kind: 'transient', code: 'unavailable' };
      await expect(store.head(ref)).rejects.toMatchObject(transient);
      await expect(store.read(ref)).rejects.toMatchObject(transient);
      await expect(store.write(ref, Buffer.from(''), 'text/plain')).rejects.toMatchObject(transient);
    },
  );

  it('whose connection breaks in the middle may be tried again', async () => {
    s3.on(GetObjectCommand).resolves({ Body: Readable.from(brokenBody()) as never });
    const body = await store.read(ref);
    const all = async () => {
      for await (const part of body) expect(Buffer.from(part).toString()).toBe('half');
    };
    await expect(all()).rejects.toMatchObject({ kind: 'transient' });
  });

  it('are uploaded by a URL that is good for one length and one type only', async () => {
    const { url, headers, expiresAt } = await store.presignPut(ref, {
      size: 1_234,
      contentType: 'application/octet-stream',
      now,
      expiresIn: 3_600,
    });
    const query = new URL(url).searchParams;
    expect(query.get('X-Amz-SignedHeaders')).toBe('content-length;content-type;host');
    expect(query.get('X-Amz-Expires')).toBe('3600');
    expect(query.get('X-Amz-Date')).toBe('20261124T130000Z');
    // A checksum here would be that of an empty body, and S3 would refuse every upload.
    expect([...query.keys()].filter((name) => name.includes('checksum'))).toEqual([]);
    expect(headers).toEqual({ 'content-length': '1234', 'content-type': 'application/octet-stream' });
    expect(expiresAt).toBe('2026-11-24T14:00:00.000Z');
  });

  it('are downloaded by a URL that saves them under their own name, and never shows them', async () => {
    const { url } = await store.presignGet(ref, { fileName: `Übersicht "a"'(1).xml`, now, expiresIn: 60 });
    const query = new URL(url).searchParams;
    expect(query.get('versionId')).toBe('v1');
    expect(query.get('response-content-type')).toBe('application/octet-stream');
    expect(query.get('response-content-disposition')).toBe(
      "attachment; filename*=UTF-8''%C3%9Cbersicht%20%22a%22%27%281%29.xml",
    );
  });
});
