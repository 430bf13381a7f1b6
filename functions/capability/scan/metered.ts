import { createHash } from 'node:crypto';

/** A file as it arrives. */
export type Bytes = AsyncIterable<Uint8Array>;

/** Bytes that are counted and hashed while somebody else reads them. */
export interface Metered {
  readonly bytes: Bytes;
  /** Of the bytes read so far. */
  measured(): { readonly size: number; readonly sha256: string };
}

export function metered(source: Bytes): Metered {
  const hash = createHash('sha256');
  let size = 0;
  async function* read(): AsyncGenerator<Uint8Array> {
    for await (const part of source) {
      size += part.byteLength;
      hash.update(part);
      yield part;
    }
  }
  return { bytes: read(), measured: () => ({ size, sha256: hash.copy().digest('hex') }) };
}
