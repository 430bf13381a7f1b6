import { GetObjectCommand, HeadObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { describe, expect, it } from 'vitest';
import { ref, stackOf } from './fixture.ts';

const stack = stackOf(
  {
    Bucket: {
      Type: 'AWS::S3::Bucket',
      Properties: { VersioningConfiguration: { Status: 'Enabled' } },
    },
  },
  { bucket: ref('Bucket') },
);

const s3 = new S3Client({});
const at = (key: string) => ({ Bucket: stack.bucket, Key: key });

describe.concurrent('a presigned URL', () => {
  it('lets its holder put the object, without credentials', async () => {
    const url = await getSignedUrl(s3, new PutObjectCommand({ ...at('put'), ContentType: 'text/xml' }), {
      expiresIn: 60,
    });
    const answer = await fetch(url, { method: 'PUT', body: '<a/>', headers: { 'content-type': 'text/xml' } });
    expect(answer.status).toBe(200);
    const stored = await s3.send(new GetObjectCommand(at('put')));
    expect([await stored.Body?.transformToString(), stored.ContentType]).toEqual(['<a/>', 'text/xml']);
  });

  it('lets its holder get the object', async () => {
    await s3.send(new PutObjectCommand({ ...at('get'), Body: 'ä' }));
    const answer = await fetch(await getSignedUrl(s3, new GetObjectCommand(at('get')), { expiresIn: 60 }));
    expect(await answer.text()).toBe('ä');
  });

  it('is refused when its signature was altered', async () => {
    const url = await getSignedUrl(s3, new GetObjectCommand(at('get')), { expiresIn: 60 });
    expect((await fetch(url.replace(/(X-Amz-Signature=)..../, '$10000'))).status).toBe(403);
  });

  it('is refused when its time is over', async () => {
    const signingDate = new Date(Date.now() - 120_000);
    const url = await getSignedUrl(s3, new GetObjectCommand(at('get')), { expiresIn: 60, signingDate });
    expect((await fetch(url)).status).toBe(403);
  });
});

describe.concurrent('an object', () => {
  it('keeps its versions, each under the id that its put returned', async () => {
    const first = await s3.send(new PutObjectCommand({ ...at('versions'), Body: '1' }));
    const second = await s3.send(new PutObjectCommand({ ...at('versions'), Body: '2' }));
    expect(first.VersionId).not.toBe(second.VersionId);
    const old = await s3.send(new GetObjectCommand({ ...at('versions'), VersionId: first.VersionId }));
    expect(await old.Body?.transformToString()).toBe('1');
  });

  it('tells its size, version and user metadata without its contents', async () => {
    const { VersionId } = await s3.send(
      new PutObjectCommand({ ...at('head'), Body: 'x'.repeat(1000), Metadata: { sha256: 'abc' } }),
    );
    const head = await s3.send(new HeadObjectCommand(at('head')));
    expect(head).toMatchObject({ ContentLength: 1000, VersionId, Metadata: { sha256: 'abc' } });
  });

  it('that must not exist yet is put once, also by racing writers', async () => {
    const results = await Promise.allSettled(
      Array.from({ length: 8 }, () =>
        s3.send(new PutObjectCommand({ ...at('once'), Body: 'x', IfNoneMatch: '*' })),
      ),
    );
    const refused = results.flatMap((result) => (result.status === 'rejected' ? [result.reason.name] : []));
    expect(results.filter((result) => result.status === 'fulfilled')).toHaveLength(1);
    for (const name of refused) expect(['PreconditionFailed', 'ConditionalRequestConflict']).toContain(name);
  });

  it('can be read in ranges', async () => {
    await s3.send(new PutObjectCommand({ ...at('range'), Body: '0123456789' }));
    const part = await s3.send(new GetObjectCommand({ ...at('range'), Range: 'bytes=2-4' }));
    expect([await part.Body?.transformToString(), part.ContentRange]).toEqual(['234', 'bytes 2-4/10']);
  });

  it('that is not there is missed by name', async () => {
    await expect(s3.send(new GetObjectCommand(at('missing')))).rejects.toMatchObject({ name: 'NoSuchKey' });
    await expect(s3.send(new HeadObjectCommand(at('missing')))).rejects.toMatchObject({ name: 'NotFound' });
  });

  it('of 8 MB streams out as it went in', async () => {
    const bytes = new Uint8Array(8 * 1024 * 1024).map((_, n) => n % 251);
    await s3.send(new PutObjectCommand({ ...at('large'), Body: bytes }));
    const { Body } = await s3.send(new GetObjectCommand(at('large')));
    const back = await Body?.transformToByteArray();
    expect(Buffer.compare(Buffer.from(back ?? []), Buffer.from(bytes))).toBe(0);
  });
});
