import type { ScannedHost } from '#schemas/capability/scan/scan-report.ts';
import type { Instant } from '#schemas/primitives.ts';
import { decode } from './decode.ts';
import type { ScanFormat, ScanReader } from './format.ts';
import { scanFormats } from './formats.ts';
import { MAX_HOST_CHARACTERS, MAX_UNPACKED_BYTES } from './limits.ts';
import type { Bytes } from './metered.ts';
import { otherRecordOf } from './other-formats.ts';
import { HEAD_CHARACTERS, type Head, jsonFormatOf, recognise } from './recognise.ts';
import type { WholeScan } from './report-writer.ts';
import { ScanProblem } from './scan-problem.ts';
import { recordRun } from './scan-run.ts';
import { unpack } from './unpack.ts';
import { createWarnings } from './warnings.ts';

/** A part of a scanner's file: its hosts one by one, and at the end the whole. */
export type ScanPart =
  | { readonly kind: 'host'; readonly host: ScannedHost }
  | { readonly kind: 'whole'; readonly scan: WholeScan };

/** The scanner whose results a file is said to be. */
export interface Taken {
  readonly capability: string;
  /** Names of the formats that it takes. */
  readonly formats: readonly string[];
}

export interface ReadScanOptions {
  /** When the file arrived: no host was seen later than that. */
  readonly receivedAt: Instant;
  /** Bytes of the file as it was uploaded. */
  readonly maxBytes: number;
  readonly taken: Taken;
  readonly maxUnpackedBytes?: number;
  readonly maxHostCharacters?: number;
}

/**
 * Reads a scanner's file of any format while it arrives, plain or compressed. Its content says which format it is.
 * Memory is bounded by one host or record, however large the file. The `whole` comes only when the file was read to
 * its end and found whole. Only then may the earlier parts be kept. Throws ScanProblem with a stable code; errors of
 * `bytes` itself pass through.
 *
 * @example for await (const part of readScan(body, { receivedAt, maxBytes, taken })) if (part.kind === 'host') ...
 */
export async function* readScan(bytes: Bytes, options: ReadScanOptions): AsyncGenerator<ScanPart, void> {
  const { receivedAt, taken, maxHostCharacters = MAX_HOST_CHARACTERS } = options;
  const document = await unpack(bytes, options.maxBytes, options.maxUnpackedBytes ?? MAX_UNPACKED_BYTES);
  const warnings = createWarnings();
  const texts = decode(document, warnings.warn)[Symbol.asyncIterator]();
  const head = await headOf(texts);
  const recognised = recognise(head);
  const format = takenFormat(recognised, taken);
  const ready: ScannedHost[] = [];
  const open = recognised ? format.open : () => nothingOf(format);
  const reader = open({
    receivedAt,
    maxHostCharacters,
    onHost: (host) => ready.push(host),
    warn: warnings.warn,
    titleOf: (keys) => jsonFormatOf(keys)?.title ?? otherRecordOf(keys),
  });
  const hosts = () => ready.splice(0).map((host): ScanPart => ({ kind: 'host', host }));
  for (let text: string | undefined = head.text; text !== undefined; text = await nextOf(texts)) {
    reader.write(text);
    yield* hosts();
  }
  const run = reader.end();
  yield* hosts();
  yield { kind: 'whole', scan: { run, format: format.name, warnings: warnings.list() } };
}

async function nextOf(texts: AsyncIterator<string>): Promise<string | undefined> {
  const { done, value } = await texts.next();
  return done ? undefined : value;
}

/** Reads until the format can be recognised. */
async function headOf(texts: AsyncIterator<string>): Promise<Head> {
  let text = '';
  while (text.length < HEAD_CHARACTERS) {
    const more = await nextOf(texts);
    if (more === undefined) return { text, isWhole: true };
    text += more;
  }
  return { text, isWhole: false };
}

/** Many scanners leave an empty file where they find nothing: a result without hosts. */
const nothingOf = ({ capability }: ScanFormat): ScanReader => ({
  write: () => {},
  end: recordRun(capability).end,
});

const titleOfFormat = (name: string): string =>
  scanFormats.find((format) => format.name === name)?.title ?? name;

/**
 * The file's format, where the scanner takes it.
 *
 * @throws ScanProblem `empty-file`, `wrong-format`
 */
function takenFormat(found: ScanFormat | undefined, { capability, formats }: Taken): ScanFormat {
  if (!found) {
    const empty = scanFormats.find(({ name, mayBeEmpty }) => mayBeEmpty && formats.includes(name));
    if (empty) return empty;
    throw new ScanProblem('empty-file', `The file is empty, and ${capability} never writes an empty one`);
  }
  if (formats.includes(found.name)) return found;
  throw new ScanProblem(
    'wrong-format',
    `The file is ${found.title}, of ${found.capability}; it was given as a result of ${capability}, which is ${formats.map(titleOfFormat).join(' or ')}`,
  );
}
