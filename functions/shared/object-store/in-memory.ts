import { TerminalFailure } from '#schemas/errors.ts';
import type { ObjectRef, ObjectStore, PresignedRequest } from './object-store.ts';

/** The fake of ObjectStore: keeps every version of every object and shows them to tests. */
export interface InMemoryObjectStore extends ObjectStore {
  /** Keys of a bucket, sorted. */
  keys(bucket: string): string[];
}

const PART = 64 * 1024;

async function* inParts(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let from = 0; from < bytes.byteLength; from += PART) yield bytes.subarray(from, from + PART);
}

const presigned = (
  method: 'GET' | 'PUT',
  ref: ObjectRef,
  headers: Record<string, string>,
  { now, expiresIn }: { now: string; expiresIn: number },
): PresignedRequest => {
  const expiresAt = new Date(Date.parse(now) + expiresIn * 1000).toISOString();
  return {
    method,
    url: `https://objects.invalid/${ref.bucket}/${ref.key}?until=${expiresAt}`,
    headers,
    expiresAt,
  };
};

/** @example const files = createInMemoryObjectStore(); await files.write({ bucket: 'b', key: 'k' }, bytes, 'text/xml'); */
export function createInMemoryObjectStore(): InMemoryObjectStore {
  const objects = new Map<string, Uint8Array[]>();
  const nameOf = ({ bucket, key }: ObjectRef) => `${bucket}/${key}`;
  const find = (ref: ObjectRef) => {
    const versions = objects.get(nameOf(ref)) ?? [];
    return versions[ref.version === undefined ? versions.length - 1 : Number(ref.version) - 1];
  };
  return {
    head: async (ref) => {
      const bytes = find(ref);
      const newest = String(objects.get(nameOf(ref))?.length ?? 0);
      return bytes && { size: bytes.byteLength, version: ref.version ?? newest };
    },
    read: async (ref) => {
      const bytes = find(ref);
      if (!bytes) throw new TerminalFailure('object-missing', `${nameOf(ref)} is not there`);
      return inParts(bytes);
    },
    write: async (ref, body) => {
      const versions = [...(objects.get(nameOf(ref)) ?? []), Uint8Array.from(body)];
      objects.set(nameOf(ref), versions);
      return { size: body.byteLength, version: String(versions.length) };
    },
    presignPut: async (ref, options) =>
      presigned(
        'PUT',
        ref,
        { 'content-length': String(options.size), 'content-type': options.contentType },
        options,
      ),
    presignGet: async (ref, options) => presigned('GET', ref, {}, options),
    keys: (bucket) =>
      [...objects.keys()]
        .filter((name) => name.startsWith(`${bucket}/`))
        .map((name) => name.slice(bucket.length + 1))
        .sort(),
  };
}
