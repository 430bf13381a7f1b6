import { S3Client } from '@aws-sdk/client-s3';
import { describe, expect, it } from 'vitest';
import { createS3ObjectStore } from '#shared/object-store/s3.ts';
import { createSignedUploads } from '#shared/object-store/signed-uploads.ts';

const now = '2026-11-24T13:00:00.000Z';
const put = { size: 1_234, contentType: 'application/octet-stream', now, expiresIn: 3_600 };

const permanent = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' };
const temporary = { ...permanent, sessionToken: 'IQoJb3JpZ2luX2VjE//+token=' };

const worlds = [
  ['AWS', 'eu-central-1', undefined],
  ['AWS in China', 'cn-north-1', undefined],
  ['an endpoint of one’s own', 'us-east-1', 'http://127.0.0.1:4566'],
] as const;

describe('Uploads that are signed without S3’s own client', () => {
  it.each(
    worlds.flatMap(([name, region, endpoint]) =>
      [permanent, temporary].flatMap((credentials) =>
        ['uploads/a/b/file', "names/Ü ber+(1)'!*~.xml"].map((key) => ({
          name,
          region,
          endpoint,
          credentials,
          key,
        })),
      ),
    ),
  )('have the same URL on $name for $key', async ({ region, endpoint, credentials, key }) => {
    const client = new S3Client({
      region,
      credentials,
      requestChecksumCalculation: 'WHEN_REQUIRED',
      ...(endpoint !== undefined && { endpoint, forcePathStyle: true }),
    });
    const ref = { bucket: 'chariot-files', key };
    const expected = await createS3ObjectStore(client).presignPut(ref, put);
    const signed = await createSignedUploads({ region, credentials, endpoint }).presignPut(ref, put);
    expect(signed).toEqual(expected);
  });

  const answering = (response: Response | Error) => {
    const requests: { url: string; init: RequestInit }[] = [];
    const uploads = createSignedUploads({
      region: 'eu-central-1',
      credentials: temporary,
      fetch: async (url, init) => {
        requests.push({ url: String(url), init: init ?? {} });
        if (response instanceof Error) throw response;
        return response;
      },
    });
    return { uploads, requests };
  };
  const ref = { bucket: 'chariot-files', key: 'uploads/a' };

  it('say how long an object is, and which version', async () => {
    const headers = { 'content-length': '42', 'x-amz-version-id': 'v7' };
    const { uploads, requests } = answering(new Response(null, { status: 200, headers }));
    expect(await uploads.head(ref)).toEqual({ size: 42, version: 'v7' });
    expect(requests[0]).toMatchObject({
      url: 'https://chariot-files.s3.eu-central-1.amazonaws.com/uploads/a',
      init: {
        method: 'HEAD',
        headers: { authorization: expect.stringContaining('eu-central-1/s3/aws4_request') },
      },
    });
  });

  it('say that an object is not there', async () => {
    const { uploads } = answering(new Response(null, { status: 404 }));
    expect(await uploads.head(ref)).toBeUndefined();
  });

  it.each([
    new Response(null, { status: 403 }),
    new Response(null, { status: 503 }),
    new Error('ECONNREFUSED'),
  ])('may be tried again when S3 cannot be reached or says something else', async (response) => {
    await expect(answering(response).uploads.head(ref)).rejects.toMatchObject({
      kind: 'transient',
      code: 'unavailable',
    });
  });
});
