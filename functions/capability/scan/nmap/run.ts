import { OUTPUT_LIMIT, type ProtocolScope, type ScanTool } from '#schemas/capability/scan/scan-report.ts';
import type { Instant } from '#schemas/primitives.ts';
import { cut } from '../cut.ts';
import type { Element, Grammar, Rule } from '../grammar.ts';
import { MAX_FILE_SCOPES } from '../limits.ts';
import type { ScanRun } from '../scan-run.ts';
import type { Warn } from '../warnings.ts';
import { createDetectors, type Detectors } from './detectors.ts';
import { instantAttribute, scopeOf, textAttribute } from './values.ts';

/** The run while its document is read. */
export class RunDraft {
  readonly scope: ProtocolScope[] = [];
  readonly detectors: Detectors = createDetectors();
  private tool: ScanTool = { name: 'nmap', version: 'unknown' };
  private args: string | undefined;
  private finishedAt: Instant | undefined;
  startedAt: Instant | undefined;
  undecided = 0;
  private readonly warn: Warn;

  constructor(warn: Warn) {
    this.warn = warn;
  }

  /** Rules of all that does not belong to a host. */
  readonly grammar: Grammar = {
    nmaprun: { open: (element) => this.begin(element) },
    'nmaprun/scaninfo': { open: (element) => this.addScope(element) },
    'nmaprun/runstats': {},
    'runstats/finished': {
      open: (element) => {
        this.finishedAt = instantAttribute(element, 'time');
      },
    },
    ...runScripts({ open: (element) => this.detectors.note(textAttribute(element, 'id') ?? '') }),
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
    this.startedAt = instantAttribute(element, 'start');
    this.tool = {
      name: textAttribute(element, 'scanner') ?? 'nmap',
      version: textAttribute(element, 'version') ?? 'unknown',
    };
  }

  private addScope(element: Element): void {
    const part = scopeOf(element);
    if (!part) {
      this.warn('The ports of a <scaninfo> cannot be read, and count as not looked at', element.at.line);
    } else if (this.scope.length >= MAX_FILE_SCOPES) {
      this.warn(
        `More than ${MAX_FILE_SCOPES} <scaninfo>: further ones count as not looked at`,
        element.at.line,
      );
    } else this.scope.push(part);
  }
}

/** Scripts that ran once, before or after all hosts: they tell of no host, and count as detectors only. */
const runScripts = (script: Rule): Grammar => ({
  'nmaprun/prescript': {},
  'prescript/script': script,
  'nmaprun/postscript': {},
  'postscript/script': script,
});
