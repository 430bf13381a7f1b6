import {
  OUTPUT_LIMIT,
  type ProtocolScope,
  type ScannedHost,
  type ScanTool,
} from '../../../schemas/capability/scan-report.ts';
import type { Instant } from '../../../schemas/primitives.ts';
import { createDetectors, SERVICE_DETECTION } from './detectors.ts';
import { createGrammarListener, type Grammar } from './grammar.ts';
import { draftHost, finishHost, type HostDraft } from './host.ts';
import { MAX_HOSTS } from './limits.ts';
import { identityGrammar, osGrammar, remainderGrammar } from './nmap-host.ts';
import { createPortReader } from './nmap-port.ts';
import { ScanProblem } from './scan-problem.ts';
import { runScriptGrammar, scriptGrammar } from './script.ts';
import { cut, type Element, instantOf, scopeOf, textOf } from './values.ts';
import { createXmlReader, type XmlReader } from './xml.ts';

/** What the file says of the run as a whole; complete once the file is read to its end. */
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

export interface NmapReader {
  readonly xml: XmlReader;
  run(): ScanRun;
}

const earlier = (a: Instant, b: Instant): Instant => (a < b ? a : b);

/** Reads the document that is written to `xml`, and tells `onHost` of each host once it is complete. */
export function createNmapReader(receivedAt: Instant, onHost: (host: ScannedHost) => void): NmapReader {
  const detectors = createDetectors();
  const scope: ProtocolScope[] = [];
  let run: Omit<ScanRun, 'scope' | 'detectors'> = {
    tool: { name: 'nmap', version: 'unknown' },
    args: undefined,
    startedAt: undefined,
    finishedAt: undefined,
    undecided: 0,
  };
  let hosts = 0;
  let draft: HostDraft | undefined;
  const host = (): HostDraft => {
    if (!draft) throw new Error('a rule of a host was called outside of one');
    return draft;
  };
  const observedAt = (element: Element): Instant => {
    const told = instantOf(element, 'endtime') ?? instantOf(element, 'starttime') ?? run.startedAt;
    return earlier(told ?? receivedAt, receivedAt);
  };
  const port = createPortReader(host, () => detectors.note(SERVICE_DETECTION));

  const runGrammar: Grammar = {
    nmaprun: {
      open: (element) => {
        const args = element.attributes.args;
        detectors.declare(args ?? '');
        run = {
          ...run,
          tool: {
            name: textOf(element, 'scanner') ?? 'nmap',
            version: textOf(element, 'version') ?? 'unknown',
          },
          args: args === undefined ? undefined : cut(args, OUTPUT_LIMIT),
          startedAt: instantOf(element, 'start'),
        };
      },
    },
    'nmaprun/scaninfo': {
      open: (element) => {
        const part = scopeOf(element);
        if (part) scope.push(part);
      },
    },
    'nmaprun/host': {
      open: (element) => {
        hosts += 1;
        if (hosts > MAX_HOSTS)
          throw new ScanProblem('too-many-hosts', `The file has more than ${MAX_HOSTS} hosts`, element.at);
        draft = draftHost(element);
      },
      close: () => {
        const toLine = reader.position().line;
        const finished = finishHost(host(), { observedAt: observedAt(host().element), scope, toLine });
        if (finished) onHost(finished);
        else run = { ...run, undecided: run.undecided + 1 };
        draft = undefined;
      },
    },
    'nmaprun/runstats': {},
    'runstats/finished': {
      open: (element) => {
        run = { ...run, finishedAt: instantOf(element, 'time') };
      },
    },
  };

  const grammar: Grammar = {
    ...runGrammar,
    ...runScriptGrammar(detectors.note),
    ...identityGrammar(host),
    ...osGrammar(host),
    ...remainderGrammar(host, () => (scope.length === 1 ? scope[0]?.protocol : undefined)),
    ...port.grammar,
    ...scriptGrammar(host, port, detectors.note),
  };
  const reader: XmlReader = createXmlReader(
    'nmaprun',
    createGrammarListener(grammar, () => reader.position()),
  );
  return { xml: reader, run: () => ({ ...run, scope, detectors: detectors.list() }) };
}
