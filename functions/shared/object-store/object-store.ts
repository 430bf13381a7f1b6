import type { Instant } from '#schemas/primitives.ts';

/** An object; without `version` the newest one. */
export interface ObjectRef {
  readonly bucket: string;
  readonly key: string;
  readonly version?: string;
}

export interface ObjectHead {
  /** Bytes. */
  readonly size: number;
  /** Absent where the bucket keeps no versions. */
  readonly version?: string;
}

/** A request that somebody without credentials may make until `expiresAt`, with exactly these headers. */
export interface PresignedRequest {
  readonly method: 'GET' | 'PUT';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly expiresAt: Instant;
}

export interface PresignPut {
  /** Bytes: the only length that the store takes. */
  readonly size: number;
  readonly contentType: string;
  readonly now: Instant;
  /** Seconds. */
  readonly expiresIn: number;
}

export interface PresignGet {
  /** The name under which a browser saves it. */
  readonly fileName: string;
  readonly now: Instant;
  /** Seconds. */
  readonly expiresIn: number;
}

/**
 * Where files lie: one port, S3 behind it, and a fake for tests.
 *
 * Throws TerminalFailure `object-missing` for a missing object (S3 is consistent: it will not turn up), and
 * TransientFailure `unavailable` where a later try may work.
 *
 * @example
 * const chunk = await readJson(store, chunkRef, ScanChunk);
 */
export interface ObjectStore {
  /** Undefined when there is no such object. */
  head(ref: ObjectRef): Promise<ObjectHead | undefined>;
  /** The bytes, as they arrive. Stop reading early by leaving the loop. */
  read(ref: ObjectRef): Promise<AsyncIterable<Uint8Array>>;
  /** Writes, or replaces, the whole object. */
  write(ref: ObjectRef, body: Uint8Array, contentType: string): Promise<ObjectHead>;
  presignPut(ref: ObjectRef, options: PresignPut): Promise<PresignedRequest>;
  presignGet(ref: ObjectRef, options: PresignGet): Promise<PresignedRequest>;
}
