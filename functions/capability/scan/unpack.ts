import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { MAX_UNPACKED_BYTES } from './limits.ts';
import { type Bytes, metered } from './metered.ts';
import { ScanProblem } from './scan-problem.ts';

/** Reads until `count` bytes are there, or the end; then gives those back first, and the rest as it comes. */
export async function peek(bytes: Bytes, count: number): Promise<{ head: Uint8Array; all: Bytes }> {
  const iterator = bytes[Symbol.asyncIterator]();
  const parts: Uint8Array[] = [];
  let size = 0;
  let ended = false;
  while (size < count && !ended) {
    const next = await iterator.next();
    if (next.done) ended = true;
    else {
      parts.push(next.value);
      size += next.value.byteLength;
    }
  }
  const head = Buffer.concat(parts);
  return { head: head.subarray(0, count), all: rejoin(head, ended ? undefined : iterator) };
}

async function* rejoin(
  head: Uint8Array,
  rest: AsyncIterator<Uint8Array> | undefined,
): AsyncGenerator<Uint8Array> {
  try {
    if (head.byteLength > 0) yield head;
    for (let next = await rest?.next(); next && !next.done; next = await rest?.next()) yield next.value;
  } finally {
    await rest?.return?.();
  }
}

const mib = (bytes: number): string => `${Math.floor(bytes / 1024 ** 2)} MiB`;

/** Lets `max` bytes pass. Throws ScanProblem `too-large`, with `what` in its message. */
export async function* atMost(bytes: Bytes, max: number, what: string): AsyncGenerator<Uint8Array> {
  let size = 0;
  for await (const part of bytes) {
    size += part.byteLength;
    if (size > max)
      throw new ScanProblem('too-large', `${what} is larger than ${mib(max)}, the largest that is read`);
    yield part;
  }
}

const zlibCode = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' && error.code.startsWith('Z_')
    ? error.code
    : undefined;

async function* gunzip(bytes: Bytes): AsyncGenerator<Uint8Array> {
  const packed = metered(bytes);
  const source = Readable.from(packed.bytes, { objectMode: false });
  const unpacked = createGunzip();
  source.on('error', (error) => unpacked.destroy(error));
  source.pipe(unpacked);
  try {
    for await (const part of unpacked) yield part;
    if (!source.readableEnded || unpacked.bytesWritten < packed.measured().size) {
      throw new ScanProblem('bad-gzip', 'Something follows the end of the gzip data: the file is damaged');
    }
  } catch (error) {
    throw gzipProblem(error);
  } finally {
    source.destroy();
  }
}

/** The errors of zlib at damaged data; any other error (a lost connection) stays as it is. */
function gzipProblem(error: unknown): unknown {
  const code = zlibCode(error);
  if (code === undefined) return error;
  return code === 'Z_BUF_ERROR'
    ? new ScanProblem('truncated', 'The gzip file ends in the middle: part of it is missing')
    : new ScanProblem(
        'bad-gzip',
        'The file starts like gzip, and cannot be unpacked: it is damaged',
        undefined,
        error,
      );
}

/**
 * The bytes of the document: as they are, or unpacked when they are gzip (told by its magic number, not by a name).
 * Throws ScanProblem `too-large` (of either size: a small file that unpacks without end stops here), `truncated`, `bad-gzip`.
 */
export async function unpack(
  bytes: Bytes,
  maxBytes: number,
  maxUnpacked = MAX_UNPACKED_BYTES,
): Promise<Bytes> {
  const { head, all } = await peek(atMost(bytes, maxBytes, 'The file'), 2);
  return head[0] === 0x1f && head[1] === 0x8b ? atMost(gunzip(all), maxUnpacked, 'The unpacked file') : all;
}
