import { Refusal } from '#schemas/errors.ts';

/** Why a scanner's file cannot be read. Stable: clients switch on them. */
export type ScanProblemCode =
  | 'not-xml'
  | 'wrong-format'
  | 'mixed-formats'
  | 'unknown-format'
  | 'empty-file'
  | 'truncated'
  | 'entity-bomb'
  | 'too-large'
  | 'too-deep'
  | 'too-long'
  | 'too-many-hosts'
  | 'too-many-ports'
  | 'too-many-values'
  | 'unsupported-encoding'
  | 'bad-gzip'
  | 'bad-zstd'
  | 'binary-file';

/** Where in the file: both from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** The file itself is at fault: trying again cannot help. The message is for the person who uploaded it. */
export class ScanProblem extends Refusal {
  constructor(code: ScanProblemCode, message: string, at?: Position, cause?: unknown) {
    super(code, at ? `Line ${at.line}, column ${at.column}: ${message}` : message, {
      ...(at && { details: { line: at.line, column: at.column } }),
      ...(cause !== undefined && { cause }),
    });
  }
}
