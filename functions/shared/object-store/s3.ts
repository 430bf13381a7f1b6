import { Readable } from 'node:stream';
import {
  GetObjectCommand,
  type GetObjectCommandInput,
  HeadObjectCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { defined } from '#schemas/defined.ts';
import { type Failure, isFailure, TerminalFailure, TransientFailure } from '#schemas/errors.ts';
import { awsFailure } from '#shared/runtime/aws-failure.ts';
import type { ObjectRef, ObjectStore, PresignedRequest, PresignGet, PresignPut } from './object-store.ts';

/** A HEAD gets `NotFound`, as it has no body to say more in. */
const MISSING = new Set(['NoSuchKey', 'NoSuchVersion', 'NotFound']);

const isMissing = (error: unknown): boolean => error instanceof Error && MISSING.has(error.name);

const nameOf = ({ bucket, key }: ObjectRef): string => `${bucket}/${key}`;

const failureOf = (error: unknown, ref: ObjectRef, doing: string): Failure =>
  isMissing(error)
    ? new TerminalFailure('object-missing', `${nameOf(ref)} is not there`, { cause: error })
    : awsFailure(error, `${doing} ${nameOf(ref)}`);

const input = ({ bucket, key, version }: ObjectRef): GetObjectCommandInput => ({
  Bucket: bucket,
  Key: key,
  ...defined({ VersionId: version }),
});

/**
 * Checksums only where S3 demands them: otherwise a presigned PUT carries the checksum of the empty body that it was signed with.
 * An endpoint of one's own has no name per bucket.
 */
const s3Client = (): S3Client =>
  new S3Client({
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    forcePathStyle:
      process.env.AWS_ENDPOINT_URL !== undefined || process.env.AWS_ENDPOINT_URL_S3 !== undefined,
  });

async function* failing(body: AsyncIterable<Uint8Array>, ref: ObjectRef): AsyncGenerator<Uint8Array> {
  try {
    yield* body;
  } catch (error) {
    // Whatever breaks a body on its way is of the connection, and the SDK has no name for most of it.
    throw isFailure(error)
      ? error
      : new TransientFailure('unavailable', `reading ${nameOf(ref)}: the body broke off`, { cause: error });
  }
}

/** As RFC 8187 wants it: `encodeURIComponent` leaves a few characters that stand for something else there. */
const headerText = (text: string): string =>
  encodeURIComponent(text.toWellFormed()).replace(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16)}`,
  );

const expiryOf = ({ now, expiresIn }: PresignGet | PresignPut) =>
  new Date(Date.parse(now) + expiresIn * 1000).toISOString();

async function presignPut(client: S3Client, ref: ObjectRef, options: PresignPut): Promise<PresignedRequest> {
  const headers = { 'content-length': String(options.size), 'content-type': options.contentType };
  const command = new PutObjectCommand({
    Bucket: ref.bucket,
    Key: ref.key,
    ContentLength: options.size,
    ContentType: options.contentType,
  });
  const url = await getSignedUrl(client, command, {
    expiresIn: options.expiresIn,
    signingDate: new Date(options.now),
    // Signed, so that nobody can put more, or another kind, than was announced.
    signableHeaders: new Set(['host', ...Object.keys(headers)]),
  });
  return { method: 'PUT', url, headers, expiresAt: expiryOf(options) };
}

async function presignGet(client: S3Client, ref: ObjectRef, options: PresignGet): Promise<PresignedRequest> {
  const command = new GetObjectCommand({
    ...input(ref),
    // A scanner's file may hold anything: a browser saves it and never shows it under our origin.
    ResponseContentDisposition: `attachment; filename*=UTF-8''${headerText(options.fileName)}`,
    ResponseContentType: 'application/octet-stream',
  });
  const url = await getSignedUrl(client, command, {
    expiresIn: options.expiresIn,
    signingDate: new Date(options.now),
  });
  return { method: 'GET', url, headers: {}, expiresAt: expiryOf(options) };
}

/** ObjectStore on S3. Credentials, region and endpoint are the environment's. */
export function createS3ObjectStore(client: S3Client = s3Client()): ObjectStore {
  return {
    head: async (ref) => {
      try {
        const { ContentLength, VersionId } = await client.send(new HeadObjectCommand(input(ref)));
        return defined({ size: ContentLength ?? 0, version: VersionId });
      } catch (error) {
        if (isMissing(error)) return undefined;
        throw failureOf(error, ref, 'looking at');
      }
    },
    read: async (ref) => {
      try {
        const { Body } = await client.send(new GetObjectCommand(input(ref)));
        if (!(Body instanceof Readable))
          throw new TransientFailure('unavailable', `${nameOf(ref)} came without a body`);
        return failing(Body, ref);
      } catch (error) {
        throw failureOf(error, ref, 'reading');
      }
    },
    write: async (ref, body, contentType) => {
      try {
        const command = new PutObjectCommand({
          Bucket: ref.bucket,
          Key: ref.key,
          Body: body,
          ContentType: contentType,
        });
        const { VersionId } = await client.send(command);
        return defined({ size: body.byteLength, version: VersionId });
      } catch (error) {
        throw failureOf(error, ref, 'writing');
      }
    },
    presignPut: (ref, options) => presignPut(client, ref, options),
    presignGet: (ref, options) => presignGet(client, ref, options),
  };
}
