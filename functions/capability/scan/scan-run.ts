import type { ProtocolScope, ScanTool } from '#schemas/capability/scan/scan-report.ts';
import type { Instant } from '#schemas/primitives.ts';
import { MAX_DETECTORS } from './limits.ts';

/** The facts of the run as a whole; complete once the file is read to its end. */
export interface ScanRun {
  readonly tool: ScanTool;
  readonly args: string | undefined;
  readonly startedAt: Instant | undefined;
  readonly finishedAt: Instant | undefined;
  readonly scope: readonly ProtocolScope[];
  readonly detectors: readonly string[];
  /** Hosts of which the scanner says neither up nor down; they are in no chunk. */
  readonly undecided: number;
}

/** The run of a scanner that says of it only which of its checks answered. */
export interface RecordRun {
  readonly note: (detector: string) => void;
  readonly end: () => ScanRun;
}

export function recordRun(name: string, version = 'unknown'): RecordRun {
  const detectors = new Set<string>();
  return {
    note(detector) {
      // A copy, because a slice would keep the whole piece of the file that it was cut from.
      if (!detectors.has(detector) && detectors.size < MAX_DETECTORS)
        detectors.add(Buffer.from(detector).toString());
    },
    end: () => ({
      tool: { name, version },
      ...{ args: undefined, startedAt: undefined, finishedAt: undefined, scope: [], undecided: 0 },
      detectors: [...detectors].sort(),
    }),
  };
}
