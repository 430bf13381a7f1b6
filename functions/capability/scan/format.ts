import type { CapabilityName } from '#schemas/capability/capability/name.ts';
import type { ScannedHost } from '#schemas/capability/scan/scan-report.ts';
import type { Instant } from '#schemas/primitives.ts';
import type { ScanRun } from './scan-run.ts';
import type { Warn } from './warnings.ts';

/** The needs of a reader, beside the text itself. */
export interface Reading {
  /** When the file arrived: no host was seen later than that. */
  readonly receivedAt: Instant;
  /** Characters of one host in the file. */
  readonly maxHostCharacters: number;
  /** Is told of each host, or of each sighting of one, once it is complete. */
  readonly onHost: (host: ScannedHost) => void;
  readonly warn: Warn;
  /** The format, by its title, of a record with these keys; undefined where it is of none that we know. */
  readonly titleOf: (keys: ReadonlySet<string>) => string | undefined;
}

/** Reads a file's text as it comes. Both methods throw ScanProblem where the file itself is at fault. */
export interface ScanReader {
  write(text: string): void;
  /** Says that nothing follows. */
  end(): ScanRun;
}

/** The marks by which a format is told from others: its content, and never the file's name. */
export type Sign =
  | { readonly layout: 'xml'; readonly root: string; isOne(startTag: string): boolean }
  | { readonly layout: 'json'; isRecord(keys: ReadonlySet<string>): boolean }
  | { readonly layout: 'text'; readonly start: RegExp };

/** One form of a scanner's results. */
export interface ScanFormat {
  /** As capabilities list it, such as `nmap-xml`. */
  readonly name: string;
  /** For people: "the XML of nmap". */
  readonly title: string;
  /** The scanner whose results these are, where the uploader names none. */
  readonly capability: CapabilityName;
  readonly sign: Sign;
  /** Set where the scanner leaves an empty file behind when it finds nothing. */
  readonly mayBeEmpty?: true;
  open(reading: Reading): ScanReader;
}
