import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Bytes that are kept in memory before they go to the file, and that are read ahead of where they are needed. */
const BLOCK = 1024 * 1024;

/**
 * Bytes that are appended first and read again in pieces. More than a few blocks lie in a temporary file without a
 * name, which is gone with the process. The calls are synchronous: new blocks are in the machine's memory, and a trip
 * through the thread pool would take longer than the copy.
 */
export class Spill {
  private file: number | undefined;
  private tail: Uint8Array[] = [];
  private tailBytes = 0;
  private flushed = 0;
  private ahead: { readonly from: number; readonly bytes: Buffer } = { from: 0, bytes: Buffer.alloc(0) };
  private readonly maxInMemory: number;

  constructor({ maxInMemory = 8 * BLOCK } = {}) {
    this.maxInMemory = maxInMemory;
  }

  /** Answers where the bytes lie. */
  append(bytes: Uint8Array): number {
    const at = this.flushed + this.tailBytes;
    this.tail.push(bytes);
    this.tailBytes += bytes.byteLength;
    if (this.tailBytes >= (this.file === undefined ? this.maxInMemory : BLOCK)) this.flush();
    return at;
  }

  /** To be called after the last `append`. Pieces that follow each other are read ahead together. */
  read(at: number, length: number): Uint8Array {
    const { from, bytes } = this.ahead;
    if (at < from || at + length > from + bytes.byteLength) this.ahead = this.load(at, length);
    const start = at - this.ahead.from;
    return this.ahead.bytes.subarray(start, start + length);
  }

  close(): void {
    if (this.file !== undefined) closeSync(this.file);
    this.file = undefined;
    this.tail = [];
  }

  private load(at: number, length: number): { from: number; bytes: Buffer } {
    if (this.file === undefined) return { from: 0, bytes: Buffer.concat(this.tail) };
    if (this.tailBytes > 0) this.flush();
    const follows = at === this.ahead.from + this.ahead.bytes.byteLength;
    const wanted = follows ? Math.max(length, BLOCK) : length;
    const bytes = Buffer.allocUnsafe(wanted);
    const read = readSync(this.file, bytes, 0, wanted, at);
    return { from: at, bytes: bytes.subarray(0, read) };
  }

  private flush(): void {
    this.file ??= openNameless();
    const bytes = Buffer.concat(this.tail);
    for (let done = 0; done < bytes.byteLength; ) {
      done += writeSync(this.file, bytes, done, bytes.byteLength - done, this.flushed + done);
    }
    this.flushed += bytes.byteLength;
    this.tail = [];
    this.tailBytes = 0;
  }
}

function openNameless(): number {
  const folder = mkdtempSync(join(tmpdir(), 'chariot-report-'));
  try {
    return openSync(join(folder, 'hosts'), 'w+', 0o600);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
