import { createHash, createHmac, type Hash, type Hmac } from 'node:crypto';
import { SignatureV4 } from '@smithy/signature-v4';
import { defined } from '#schemas/defined.ts';
import { TransientFailure } from '#schemas/errors.ts';
import type { ObjectHead, ObjectRef, ObjectStore, PresignedRequest, PresignPut } from './object-store.ts';

/** The needs of a function that lets others upload and never touches a file itself. */
export type Uploads = Pick<ObjectStore, 'head' | 'presignPut'>;

export interface SignedUploadsOptions {
  readonly region: string;
  readonly credentials: {
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
    readonly sessionToken?: string | undefined;
  };
  /** Where S3 is, when it is not AWS. */
  readonly endpoint?: string | undefined;
  readonly fetch?: typeof fetch;
}

/** SHA-256, or with a secret its HMAC, as the signer asks for it. */
class Sha256 {
  private hash: Hash | Hmac;
  private readonly secret: string | ArrayBuffer | ArrayBufferView | undefined;

  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.secret = secret;
    this.hash = this.fresh();
  }

  private fresh(): Hash | Hmac {
    const { secret } = this;
    if (secret === undefined) return createHash('sha256');
    if (typeof secret === 'string') return createHmac('sha256', secret);
    const bytes = ArrayBuffer.isView(secret)
      ? Buffer.from(secret.buffer, secret.byteOffset, secret.byteLength)
      : Buffer.from(secret);
    return createHmac('sha256', bytes);
  }

  update(chunk: Uint8Array | string): void {
    this.hash.update(chunk);
  }

  async digest(): Promise<Uint8Array> {
    return this.hash.digest();
  }

  reset(): void {
    this.hash = this.fresh();
  }
}

const escaped = (text: string): string =>
  encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );

interface Place {
  readonly protocol: string;
  readonly hostname: string;
  readonly port?: number;
  readonly path: string;
}

/** AWS has a host name per bucket; an endpoint of one's own has the bucket in its path. */
function placeOf({ bucket, key }: ObjectRef, region: string, endpoint: string | undefined): Place {
  const path = `/${key.split('/').map(escaped).join('/')}`;
  if (endpoint === undefined) {
    const suffix = region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
    return { protocol: 'https:', hostname: `${bucket}.s3.${region}.${suffix}`, path };
  }
  const { protocol, hostname, port } = new URL(endpoint);
  return { protocol, hostname, ...(port !== '' && { port: Number(port) }), path: `/${bucket}${path}` };
}

const hostOf = ({ hostname, port }: Place): string => (port === undefined ? hostname : `${hostname}:${port}`);

const urlOf = (place: Place, query: Readonly<Record<string, unknown>>): string => {
  const parameters = Object.entries(query).map(
    ([name, value]) => `${escaped(name)}=${escaped(String(value))}`,
  );
  return `${place.protocol}//${hostOf(place)}${place.path}${parameters.length > 0 ? `?${parameters.sort().join('&')}` : ''}`;
};

/** Spelled as the presigned URL must have it; headers do not care. */
const UNSIGNED = { 'X-Amz-Content-Sha256': 'UNSIGNED-PAYLOAD' };

/**
 * Uploads without S3's own client, which is a sixth of a function's size and more than all of its rules: one signature, and one HEAD.
 * A test holds its URLs to those of the client.
 */
export function createSignedUploads(options: SignedUploadsOptions): Uploads {
  const { region, endpoint, fetch: send = fetch } = options;
  const signer = signerOf(options);
  return {
    head: (ref) => head(ref, placeOf(ref, region, endpoint), signer, send),
    presignPut: (ref, wanted) => presignPut(wanted, placeOf(ref, region, endpoint), signer),
  };
}

function signerOf({ region, credentials: { sessionToken, ...keys } }: SignedUploadsOptions): SignatureV4 {
  return new SignatureV4({
    service: 's3',
    region,
    credentials: { ...keys, ...defined({ sessionToken }) },
    sha256: Sha256,
    uriEscapePath: false,
    applyChecksum: false,
  });
}

async function head(
  ref: ObjectRef,
  place: Place,
  signer: SignatureV4,
  send: typeof fetch,
): Promise<ObjectHead | undefined> {
  const query = ref.version === undefined ? {} : { versionId: ref.version };
  const request = { ...place, method: 'HEAD', query, headers: { host: hostOf(place), ...UNSIGNED } };
  const { headers } = await signer.sign(request);
  const { status, headers: said } = await reach(() => send(urlOf(place, query), { method: 'HEAD', headers }));
  if (status === 404) return undefined;
  if (status !== 200)
    throw new TransientFailure('unavailable', `looking at ${ref.bucket}/${ref.key}: ${status}`);
  const version = said.get('x-amz-version-id');
  return { size: Number(said.get('content-length')), ...(version !== null && { version }) };
}

async function presignPut(
  { size, contentType, now, expiresIn }: PresignPut,
  place: Place,
  signer: SignatureV4,
): Promise<PresignedRequest> {
  const headers = { 'content-length': String(size), 'content-type': contentType };
  const request = {
    ...place,
    method: 'PUT',
    query: { 'x-id': 'PutObject' },
    headers: { host: hostOf(place), ...UNSIGNED, ...headers },
  };
  const { query = {} } = await signer.presign(request, {
    expiresIn,
    signingDate: new Date(now),
    // Signed, so that nobody can put more, or another kind, than was announced.
    signableHeaders: new Set(['host', ...Object.keys(headers)]),
  });
  const expiresAt = new Date(Date.parse(now) + expiresIn * 1000).toISOString();
  return { method: 'PUT', url: urlOf(place, query), headers, expiresAt };
}

async function reach(request: () => Promise<Response>): Promise<Response> {
  try {
    return await request();
  } catch (cause) {
    throw new TransientFailure('unavailable', 'the object store cannot be reached', { cause });
  }
}
