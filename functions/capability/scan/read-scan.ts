import type { ScannedHost } from '#schemas/capability/scan/scan-report.ts';
import type { Instant } from '#schemas/primitives.ts';
import { decode } from './decode.ts';
import { MAX_HOST_CHARACTERS, MAX_UNPACKED_BYTES } from './limits.ts';
import type { Bytes } from './metered.ts';
import { NmapReader } from './nmap.ts';
import type { ScanRun } from './run.ts';
import { unpack } from './unpack.ts';

/** A part of a scanner's file: its hosts one by one, and at the end the run. */
export type ScanPart =
  | { readonly kind: 'host'; readonly host: ScannedHost }
  | { readonly kind: 'run'; readonly run: ScanRun };

export interface ReadScanOptions {
  /** When the file arrived: no host was seen later than that. */
  readonly receivedAt: Instant;
  /** Bytes of the file as it was uploaded. */
  readonly maxBytes: number;
  readonly maxUnpackedBytes?: number;
  readonly maxHostCharacters?: number;
}

/**
 * Reads the XML of `nmap -oX`, plain or as gzip, while it arrives. Memory is bounded by one host, however large the
 * file. The `run` comes only when the file was read to its end and found whole. Only then may the earlier parts be
 * kept. Throws ScanProblem with a stable code; errors of `bytes` itself pass through.
 *
 * @example for await (const part of readScan(body, { receivedAt, maxBytes })) if (part.kind === 'host') ...
 */
export async function* readScan(bytes: Bytes, options: ReadScanOptions): AsyncGenerator<ScanPart, void> {
  const ready: ScannedHost[] = [];
  const { receivedAt, maxHostCharacters = MAX_HOST_CHARACTERS } = options;
  const reader = new NmapReader({ receivedAt, maxHostCharacters, onHost: (host) => ready.push(host) });
  const document = await unpack(bytes, options.maxBytes, options.maxUnpackedBytes ?? MAX_UNPACKED_BYTES);
  for await (const text of decode(document)) {
    reader.xml.write(text);
    for (const host of ready.splice(0)) yield { kind: 'host', host };
  }
  reader.xml.end();
  for (const host of ready.splice(0)) yield { kind: 'host', host };
  yield { kind: 'run', run: reader.run() };
}
