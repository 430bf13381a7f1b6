import type { ScannedHost } from '#schemas/capability/scan/scan-report.ts';
import type { Instant } from '#schemas/primitives.ts';
import { createGrammarListener, type Element, type Grammar } from '../grammar.ts';
import { MAX_HOSTS } from '../limits.ts';
import { ScanProblem } from '../scan-problem.ts';
import type { ScanRun } from '../scan-run.ts';
import type { Warn } from '../warnings.ts';
import { XmlReader } from '../xml.ts';
import { believed } from './believed-scope.ts';
import { SERVICE_DETECTION } from './detectors.ts';
import { draftHost, finishHost, type HostDraft } from './host.ts';
import { identityGrammar, osGrammar, remainderGrammar } from './nmap-host.ts';
import { createPortReader } from './nmap-port.ts';
import { RunDraft } from './run.ts';
import { scriptGrammar } from './script.ts';
import { instantAttribute } from './values.ts';

export interface NmapReaderOptions {
  readonly receivedAt: Instant;
  /** Of one host in the file. */
  readonly maxHostCharacters: number;
  readonly onHost: (host: ScannedHost) => void;
  readonly warn: Warn;
}

/** Reads the document that is written to `xml`, and tells `onHost` of each host once it is complete. */
export class NmapReader {
  readonly xml: XmlReader;
  private readonly draft: RunDraft;
  private readonly options: NmapReaderOptions;
  private host: HostDraft | undefined;
  private hostFrom = 0;
  private hosts = 0;

  constructor(options: NmapReaderOptions) {
    this.options = options;
    this.draft = new RunDraft(options.warn);
    const listener = createGrammarListener(this.grammar(), () => this.xml.position());
    this.xml = new XmlReader('nmaprun', listener, options.warn);
  }

  run(): ScanRun {
    return this.draft.finish();
  }

  private grammar(): Grammar {
    const { draft } = this;
    const host = () => this.openHost();
    const port = createPortReader(host, () => draft.detectors.note(SERVICE_DETECTION));
    return {
      ...draft.grammar,
      'nmaprun/host': { open: (element) => this.beginHost(element), close: () => this.endHost() },
      ...identityGrammar(host),
      ...osGrammar(host),
      ...remainderGrammar(host, () => draft.onlyProtocol()),
      ...port.grammar,
      ...scriptGrammar(host, port, draft.detectors.note),
    };
  }

  private openHost(): HostDraft {
    if (!this.host) throw new Error('a rule of a host was called outside of one');
    if (this.xml.offset() - this.hostFrom > this.options.maxHostCharacters) {
      const most = `More than ${this.options.maxHostCharacters} characters belong to one host`;
      throw new ScanProblem('too-long', most, this.xml.position());
    }
    return this.host;
  }

  private beginHost(element: Element): void {
    this.hosts += 1;
    if (this.hosts > MAX_HOSTS) {
      throw new ScanProblem('too-many-hosts', `The file has more than ${MAX_HOSTS} hosts`, element.at);
    }
    this.host = draftHost(element, this.options.warn);
    this.hostFrom = this.xml.offset();
  }

  private endHost(): void {
    const host = this.openHost();
    const scope = believed(this.draft.scope, host);
    const toLine = this.xml.position().line;
    const finished = finishHost(host, { observedAt: this.observedAt(host.element), scope, toLine });
    if (finished) this.options.onHost(finished);
    else this.draft.undecided += 1;
    this.host = undefined;
  }

  /** When its own part of the scan ended, else began, else the whole scan did; nothing was seen after the file arrived. */
  private observedAt(element: Element): Instant {
    const told =
      instantAttribute(element, 'endtime') ?? instantAttribute(element, 'starttime') ?? this.draft.startedAt;
    const { receivedAt } = this.options;
    return told !== undefined && told < receivedAt ? told : receivedAt;
  }
}
