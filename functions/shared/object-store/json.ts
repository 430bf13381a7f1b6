import { createHash } from 'node:crypto';
import type * as z from 'zod';
import { TerminalFailure } from '../../../schemas/errors.ts';
import { fieldProblems } from '../../../schemas/field-problems.ts';
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

/** Writes a value as JSON. The same value gives the same bytes, so that a repeat changes nothing. */
export async function writeJson(
  store: Pick<ObjectStore, 'write'>,
  ref: ObjectRef,
  value: unknown,
): Promise<StoredJson> {
  const bytes = Buffer.from(JSON.stringify(value), 'utf8');
  await store.write(ref, bytes, 'application/json');
  return { bucket: ref.bucket, key: ref.key, sha256: sha256Hex(bytes), bytes: bytes.byteLength };
}
