import type { ScanTool, ScanWarning } from '#schemas/capability/scan/scan-report.ts';
import { TransientFailure } from '#schemas/errors.ts';
import type { Instant } from '#schemas/primitives.ts';
import type { ObjectRef, ObjectStore } from '#shared/object-store/object-store.ts';
import { metered } from './metered.ts';
import { readScan, type Taken } from './read-scan.ts';
import {
  type ReportOptions,
  type ReportPlace,
  ReportWriter,
  type WholeScan,
  type WrittenReport,
} from './report-writer.ts';
import { ScanProblem } from './scan-problem.ts';

export interface ScannerFile {
  readonly object: ObjectRef;
  readonly name: string;
  /** Bytes, as the store said when the file came. */
  readonly size: number;
  readonly receivedAt: Instant;
  /** Bytes that are read at most. */
  readonly maxBytes: number;
  /** The scanner that the uploader named, and the formats that it takes. */
  readonly taken: Taken;
}

export type MadeReport = WrittenReport & {
  readonly tool: ScanTool;
  readonly warnings: readonly ScanWarning[];
};

/**
 * Reads a scanner's file out of the store, and then writes its report into the store, in bounded memory.
 * Nothing is written before the file was read to its end, so a report is whole or is not there.
 * Throws ScanProblem when the file itself is at fault; TransientFailure when the store is, also when a connection ends early.
 */
export async function makeReport(
  objects: ObjectStore,
  file: ScannerFile,
  place: ReportPlace,
  options: ReportOptions = {},
): Promise<MadeReport> {
  const writer = new ReportWriter(objects, place, options);
  try {
    return await readInto(writer, objects, file);
  } finally {
    writer.close();
  }
}

async function readInto(writer: ReportWriter, objects: ObjectStore, file: ScannerFile): Promise<MadeReport> {
  const { bytes, measured } = metered(await objects.read(file.object));
  const assertWhole = () => {
    const { size } = measured();
    if (size === file.size) return;
    throw new TransientFailure('unavailable', `the connection ended after ${size} of ${file.size} bytes`);
  };
  let whole: WholeScan | undefined;
  try {
    for await (const part of readScan(bytes, file)) {
      if (part.kind === 'host') writer.add(part.host);
      else whole = part.scan;
    }
  } catch (error) {
    // A file that seems to be cut off may be a connection that was.
    if (error instanceof ScanProblem && error.code === 'truncated') assertWhole();
    throw error;
  }
  assertWhole();
  if (!whole) throw new TypeError('a scan that was read to its end is whole');
  const written = await writer.finish(whole, { name: file.name, ...measured() }, file.receivedAt);
  return { ...written, tool: whole.run.tool, warnings: whole.warnings };
}
