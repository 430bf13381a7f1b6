import { createHash } from 'node:crypto';
import type * as z from 'zod';
import { TerminalFailure } from '#schemas/errors.ts';
import { fieldProblems } from '#schemas/field-problems.ts';
import type { ObjectRef, ObjectStore } from './object-store.ts';

export const sha256Hex = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** An object with the hash that its bytes must have. */
export interface HashedRef extends ObjectRef {
  readonly sha256?: string | undefined;
}

export interface StoredJson {
  readonly bucket: string;
  readonly key: string;
  readonly sha256: string;
  readonly bytes: number;
}

/** No JSON that the platform writes comes near this; reading stops there. */
const MAX_JSON_BYTES = 256 * 1024 * 1024;

async function collect(body: AsyncIterable<Uint8Array>, name: string): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of body) {
    size += part.byteLength;
    if (size > MAX_JSON_BYTES)
      throw new TerminalFailure('object-too-large', `${name} is too large to be read whole`);
    parts.push(part);
  }
  return Buffer.concat(parts);
}

function parseJson(bytes: Buffer, name: string): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch (cause) {
    throw new TerminalFailure('object-corrupt', `${name} is not JSON`, { cause });
  }
}

/**
 * Reads JSON, compares its bytes with `ref.sha256` where that is given, and parses it by `schema`.
 * Throws TerminalFailure `object-missing` or `object-corrupt`; TransientFailure when the store is away.
 */
export async function readJson<T>(store: ObjectStore, ref: HashedRef, schema: z.ZodType<T>): Promise<T> {
  const name = `${ref.bucket}/${ref.key}`;
  const bytes = await collect(await store.read(ref), name);
  if (ref.sha256 !== undefined && sha256Hex(bytes) !== ref.sha256) {
    throw new TerminalFailure('object-corrupt', `${name} does not have the bytes that were written`);
  }
  const parsed = schema.safeParse(parseJson(bytes, name));
  if (!parsed.success) {
    throw new TerminalFailure('object-corrupt', `${name} is not what it should be`, {
      errors: fieldProblems(parsed.error),
    });
  }
  return parsed.data;
}

const bytesOf = (value: unknown): Buffer => Buffer.from(JSON.stringify(value), 'utf8');

async function put(
  store: Pick<ObjectStore, 'write'>,
  { bucket, key }: ObjectRef,
  bytes: Buffer,
): Promise<StoredJson> {
  await store.write({ bucket, key }, bytes, 'application/json');
  return { bucket, key, sha256: sha256Hex(bytes), bytes: bytes.byteLength };
}

/** Writes a value as JSON. The same value gives the same bytes, so that a repeat changes nothing. */
export const writeJson = (
  store: Pick<ObjectStore, 'write'>,
  ref: ObjectRef,
  value: unknown,
): Promise<StoredJson> => put(store, ref, bytesOf(value));

/**
 * Writes a value as JSON under a name made of its bytes: no later write takes the place of an object that a reference
 * names.
 */
export async function writeJsonByHash(
  store: Pick<ObjectStore, 'write'>,
  { bucket, prefix }: { readonly bucket: string; readonly prefix: string },
  value: unknown,
): Promise<StoredJson> {
  const bytes = bytesOf(value);
  return put(store, { bucket, key: `${prefix}/${sha256Hex(bytes)}.json` }, bytes);
}
