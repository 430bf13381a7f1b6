import { MAX_WARNINGS, type ScanWarning } from '#schemas/capability/scan/scan-report.ts';

/** Tells of something in the file that was left out or read otherwise. `line` is from 1. */
export type Warn = (what: string, line: number) => void;

/** The warnings of a file: each once, with its first line and how often it came. */
export interface Warnings {
  readonly warn: Warn;
  /** In the order in which they first came. Further kinds than there is room for are counted together. */
  list(): ScanWarning[];
}

const REST = 'Further things were left out';

export function createWarnings(): Warnings {
  const known = new Map<string, { line: number; count: number }>();
  const warn: Warn = (what, line) => {
    const same = known.get(what);
    if (same) same.count += 1;
    else if (known.size < MAX_WARNINGS - 1 || what === REST) known.set(what, { line, count: 1 });
    else warn(REST, line);
  };
  return { warn, list: () => [...known].map(([what, { line, count }]) => ({ line, what, count })) };
}
