import { OUTPUT_LIMIT, type ProtocolScope, type ScanTool } from '#schemas/capability/scan/scan-report.ts';
import type { Instant } from '#schemas/primitives.ts';
import { createDetectors, type Detectors } from './detectors.ts';
import type { Grammar, Rule } from './grammar.ts';
import { MAX_RANGES, MAX_SCOPES } from './limits.ts';
import { ScanProblem } from './scan-problem.ts';
import { cut, type Element, instantOf, scopeOf, textOf } from './values.ts';

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

/** The run while its document is read. */
export class RunDraft {
  readonly scope: ProtocolScope[] = [];
  readonly detectors: Detectors = createDetectors();
  private tool: ScanTool = { name: 'nmap', version: 'unknown' };
  private args: string | undefined;
  private finishedAt: Instant | undefined;
  startedAt: Instant | undefined;
  undecided = 0;

  /** Rules of all that does not belong to a host. */
  readonly grammar: Grammar = {
    nmaprun: { open: (element) => this.begin(element) },
    'nmaprun/scaninfo': { open: (element) => this.addScope(element) },
    'nmaprun/runstats': {},
    'runstats/finished': {
      open: (element) => {
        this.finishedAt = instantOf(element, 'time');
      },
    },
    ...runScripts({ open: (element) => this.detectors.note(textOf(element, 'id') ?? '') }),
  };

  /** The protocol of the run, where it has only one. */
  onlyProtocol(): string | undefined {
    return this.scope.length === 1 ? this.scope[0]?.protocol : undefined;
  }

  finish(): ScanRun {
    const { tool, args, startedAt, finishedAt, scope, undecided } = this;
    return { tool, args, startedAt, finishedAt, scope, undecided, detectors: this.detectors.list() };
  }

  private begin(element: Element): void {
    const { args } = element.attributes;
    this.args = args === undefined ? undefined : cut(args, OUTPUT_LIMIT);
    this.detectors.declare(args ?? '');
    this.startedAt = instantOf(element, 'start');
    this.tool = {
      name: textOf(element, 'scanner') ?? 'nmap',
      version: textOf(element, 'version') ?? 'unknown',
    };
  }

  private addScope(element: Element): void {
    const part = scopeOf(element);
    if (!part) return;
    this.scope.push(part);
    const ranges = this.scope.reduce((sum, scope) => sum + scope.ranges.length, 0);
    if (this.scope.length > MAX_SCOPES || ranges > MAX_RANGES) {
      const most = `at most ${MAX_RANGES} ranges of ports in ${MAX_SCOPES} <scaninfo>`;
      throw new ScanProblem(
        'too-many-values',
        `The scope of the scan is too finely cut: ${most} are read`,
        element.at,
      );
    }
  }
}

/** Scripts that ran once, before or after all hosts: they tell of no host, and count as detectors only. */
const runScripts = (script: Rule): Grammar => ({
  'nmaprun/prescript': {},
  'prescript/script': script,
  'nmaprun/postscript': {},
  'postscript/script': script,
});
