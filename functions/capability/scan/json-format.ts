import type { Reading, ScanFormat } from './format.ts';
import { type JsonObject, JsonValues, type Lines } from './json-values.ts';
import { ScanProblem } from './scan-problem.ts';
import type { ScanRun } from './scan-run.ts';

/** Reads the records of one file. */
export interface RecordReader {
  record(record: JsonObject, lines: Lines): void;
  /** Says that nothing follows. */
  end(): ScanRun;
}

/** The format of a scanner that writes JSON: records in a row, in whatever layout. */
export interface RecordFormat extends Pick<ScanFormat, 'name' | 'title' | 'capability' | 'mayBeEmpty'> {
  /** Whether a record with these keys is one of this format. */
  isRecord(keys: ReadonlySet<string>): boolean;
  open(reading: Reading): RecordReader;
}

const UNKNOWN = 'A record is of no known kind, and was left out';

export const jsonFormat = ({ isRecord, open, ...named }: RecordFormat): ScanFormat => ({
  ...named,
  sign: { layout: 'json', isRecord },
  open(reading) {
    const { warn, titleOf } = reading;
    const reader = open(reading);
    const values = new JsonValues({
      warn,
      onObject(record, lines) {
        const keys = new Set(Object.keys(record));
        // WhatWeb writes an empty object behind its last target.
        if (keys.size === 0) return;
        const title = titleOf(keys);
        if (title === named.title) return reader.record(record, lines);
        refuseOther(named.title, title, lines);
        warn(UNKNOWN, lines.fromLine);
      },
    });
    return {
      write: (text) => values.write(text),
      end() {
        values.end();
        return reader.end();
      },
    };
  },
});

/** A job is one scanner's: two tools in one file would both be read as the first. */
function refuseOther(title: string, other: string | undefined, { fromLine }: Lines): void {
  if (other === undefined) return;
  throw new ScanProblem(
    'mixed-formats',
    `The file began as ${title}, and here ${other} begins: import them one by one`,
    {
      line: fromLine,
      column: 1,
    },
  );
}
