import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { Decompress } from 'fzstd';
import { MAX_UNPACKED_BYTES, MAX_UNPACKED_RATIO, UNPACKED_SLACK } from './limits.ts';
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

/** Zstandard, as `zstd` writes it. */
async function* unzstd(bytes: Bytes): AsyncGenerator<Uint8Array> {
  const ready: Uint8Array[] = [];
  let isWhole = false;
  const stream = new Decompress((part, isLast) => {
    ready.push(part);
    isWhole ||= isLast === true;
  });
  try {
    for await (const part of bytes) {
      stream.push(part);
      yield* ready.splice(0);
    }
    stream.push(new Uint8Array(0), true);
  } catch (error) {
    throw zstdProblem(error);
  }
  yield* ready.splice(0);
  if (!isWhole) throw new ScanProblem('truncated', 'The zstd file ends in the middle: part of it is missing');
}

/** Errors of the unpacker have numbers; any other error (a lost connection) stays as it is. */
function zstdProblem(error: unknown): unknown {
  if (!(error instanceof Error && 'code' in error && typeof error.code === 'number')) return error;
  return /unexpected EOF/i.test(error.message)
    ? new ScanProblem('truncated', 'The zstd file ends in the middle: part of it is missing')
    : new ScanProblem(
        'bad-zstd',
        'The file starts like zstd, and cannot be unpacked: it is damaged',
        undefined,
        error,
      );
}

/** A bomb is stopped by how much it grows, long before it has the size that an honest file may have. */
async function* inProportion(unpacked: Bytes, packed: () => number): AsyncGenerator<Uint8Array> {
  let size = 0;
  for await (const part of unpacked) {
    size += part.byteLength;
    if (size > UNPACKED_SLACK + MAX_UNPACKED_RATIO * packed()) {
      throw new ScanProblem(
        'too-large',
        `The file unpacks to more than ${MAX_UNPACKED_RATIO} times its size, which no scanner's file does`,
      );
    }
    yield part;
  }
}

/** How files begin that are packed or binary in another way, with their names for people. */
const MAGIC: readonly (readonly [bytes: readonly number[], what: string])[] = [
  [[0x50, 0x4b, 0x03, 0x04], 'a ZIP archive: unpack it, and import what is in it'],
  [[0x50, 0x4b, 0x05, 0x06], 'an empty ZIP archive'],
  [[0x25, 0x50, 0x44, 0x46], 'a PDF: export the report in a format that is read'],
  [[0x42, 0x5a, 0x68], 'packed with bzip2: unpack it, or pack it with gzip or zstd'],
  [[0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00], 'packed with xz: unpack it, or pack it with gzip or zstd'],
  [[0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c], 'a 7z archive: unpack it, and import what is in it'],
  [[0x52, 0x61, 0x72, 0x21, 0x1a], 'a RAR archive: unpack it, and import what is in it'],
  [[0x04, 0x22, 0x4d, 0x18], 'packed with lz4: unpack it, or pack it with gzip or zstd'],
  [[0x89, 0x50, 0x4e, 0x47], 'a picture (PNG)'],
  [[0xff, 0xd8, 0xff], 'a picture (JPEG)'],
  [[0xd0, 0xcf, 0x11, 0xe0], 'a document of Microsoft Office'],
  [[0x53, 0x51, 0x4c, 0x69, 0x74, 0x65], 'a database of SQLite'],
  [[0x7f, 0x45, 0x4c, 0x46], 'a program'],
  [[0xd4, 0xc3, 0xb2, 0xa1], 'a capture of packets (pcap)'],
  [[0x0a, 0x0d, 0x0d, 0x0a], 'a capture of packets (pcapng)'],
];

const GZIP = [0x1f, 0x8b];
const ZSTD = [0x28, 0xb5, 0x2f, 0xfd];
const TAR = Buffer.from('ustar');
/** Where a tar archive has its mark. */
const TAR_AT = 257;
const MAGIC_BYTES = TAR_AT + TAR.byteLength;

const begins = (head: Uint8Array, bytes: readonly number[]): boolean =>
  bytes.every((byte, at) => head[at] === byte);

/**
 * The bytes of the document: as they are, or unpacked when they are gzip or zstd (told by their magic numbers, not by
 * a name).
 * Throws ScanProblem `binary-file` by its right name; `too-large` (of either size, or of their ratio: a small file that
 * unpacks without end stops here), `truncated`, `bad-gzip`, `bad-zstd`.
 */
export async function unpack(
  bytes: Bytes,
  maxBytes: number,
  maxUnpacked = MAX_UNPACKED_BYTES,
): Promise<Bytes> {
  const { head, all } = await peek(atMost(bytes, maxBytes, 'The file'), MAGIC_BYTES);
  const how = begins(head, GZIP) ? gunzip : begins(head, ZSTD) ? unzstd : undefined;
  if (!how) return noBinary(head, all);
  const packed = metered(all);
  const unpacked = inProportion(how(packed.bytes), () => packed.measured().size);
  const inside = await peek(atMost(unpacked, maxUnpacked, 'The unpacked file'), MAGIC_BYTES);
  return noBinary(inside.head, inside.all);
}

function noBinary(head: Uint8Array, all: Bytes): Bytes {
  const isPacked = begins(head, GZIP) || begins(head, ZSTD);
  const isTar = TAR.equals(Buffer.from(head.subarray(TAR_AT, MAGIC_BYTES)));
  const what = isPacked
    ? 'packed twice: unpack it once'
    : isTar
      ? 'a tar archive: unpack it, and import what is in it'
      : MAGIC.find(([magic]) => begins(head, magic))?.[1];
  if (what === undefined) return all;
  throw new ScanProblem('binary-file', `The file is ${what}`);
}
