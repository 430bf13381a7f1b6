import type { ScannedFinding, ScannedPort } from '#schemas/capability/scan/scan-report.ts';
import { TEXT_LIMIT } from '#schemas/capability/scan/scan-report.ts';
import { defined } from '#schemas/defined.ts';
import { cut } from '../cut.ts';
import type { Reading, ScanReader } from '../format.ts';
import { createGrammarListener, type Element, type Grammar, type Rule } from '../grammar.ts';
import { MAX_VALUES_PER_HOST } from '../limits.ts';
import { hostOf } from '../place.ts';
import { openPort, protocolOf } from '../ports.ts';
import { portOf, seenAt, sighting, textOf } from '../record.ts';
import { type RecordRun, recordRun } from '../scan-run.ts';
import { XmlReader } from '../xml.ts';
import { findingOf, ITEM_FIELDS, type Item } from './nessus-item.ts';

/** A host while its element is read. */
interface Draft {
  readonly element: Element;
  readonly tags: Map<string, string>;
  readonly ports: Map<string, ScannedPort>;
  readonly findings: ScannedFinding[];
}

/** Nessus lists open ports and findings; which of its checks looked at which port, it does not say. */
export function readNessus(reading: Reading): ScanReader {
  const run = recordRun('nessus');
  const reader = new NessusHosts(reading, run);
  const xml = new XmlReader(
    'NessusClientData_v2',
    createGrammarListener(reader.grammar, () => xml.position()),
    reading.warn,
  );
  reader.lineOf = () => xml.position().line;
  return {
    write: (text) => xml.write(text),
    end() {
      xml.end();
      return run.end();
    },
  };
}

const HOST = 'Report/ReportHost';

class NessusHosts {
  lineOf: () => number = () => 1;
  private readonly reading: Reading;
  private readonly run: RecordRun;
  private host: Draft | undefined;
  private item: Item | undefined;
  private tag = '';
  private text = '';

  constructor(reading: Reading, run: RecordRun) {
    this.reading = reading;
    this.run = run;
  }

  readonly grammar: Grammar = {
    NessusClientData_v2: {},
    'NessusClientData_v2/Report': {},
    [HOST]: { open: (element) => this.begin(element), close: () => this.finish() },
    'ReportHost/HostProperties': {},
    'HostProperties/tag': this.reads((text) => this.host?.tags.set(this.tag, text), {
      open: ({ attributes }) => {
        this.tag = attributes.name ?? '';
      },
    }),
    'ReportHost/ReportItem': {
      open: (element) => {
        this.item = { element, fields: new Map() };
      },
      close: () => this.finishItem(),
    },
    ...Object.fromEntries(
      ITEM_FIELDS.map((field) => [`ReportItem/${field}`, this.reads((text) => this.noteField(field, text))]),
    ),
  };

  private reads(take: (text: string) => void, { open }: Pick<Rule, 'open'> = {}): Rule {
    return {
      open: (element) => {
        this.text = '';
        open?.(element);
      },
      text: (text) => {
        this.text = cut(this.text + text, 4 * TEXT_LIMIT);
      },
      close: () => take(this.text.trim()),
    };
  }

  private begin(element: Element): void {
    this.host = { element, tags: new Map(), ports: new Map(), findings: [] };
  }

  private noteField(field: string, text: string): void {
    const known = this.item?.fields.get(field) ?? [];
    if (text !== '' && known.length < 50) this.item?.fields.set(field, [...known, text]);
  }

  private finishItem(): void {
    const { host, item } = this;
    this.item = undefined;
    if (!host || !item) return;
    const { attributes, at } = item.element;
    const port = portOf(attributes.port);
    const protocol = protocolOf(attributes.protocol);
    if (port !== undefined && protocol !== undefined) {
      const service = textOf(attributes.svc_name);
      host.ports.set(`${protocol}/${port}`, openPort(port, { service }, protocol));
    }
    // Plugin 0 says that a port is open, and nothing else.
    if (attributes.pluginID === '0') return;
    if (host.findings.length >= MAX_VALUES_PER_HOST) {
      this.reading.warn('A host has more findings than are kept, and the rest was left out', at.line);
      return;
    }
    const place = port === undefined || protocol === undefined ? {} : { port, protocol };
    const finding = findingOf(item, place, this.reading.warn);
    this.run.note(finding.detector);
    host.findings.push(finding);
  }

  private finish(): void {
    const { host } = this;
    this.host = undefined;
    if (!host) return;
    const { tags, element } = host;
    const named = hostOf(element.attributes.name);
    const address = hostOf(tags.get('host-ip'))?.address ?? named?.address;
    const name = hostOf(tags.get('host-fqdn'))?.name ?? named?.name;
    const fromLine = element.at.line;
    if (name === undefined && address === undefined) {
      this.reading.warn('A host has neither name nor address, and was left out', fromLine);
      return;
    }
    const ended = tags.get('HOST_END_TIMESTAMP') ?? tags.get('HOST_END');
    const os = textOf(tags.get('operating-system'));
    this.reading.onHost(
      sighting(
        { name, address },
        seenAt(ended, this.reading.receivedAt),
        { fromLine, toLine: this.lineOf() },
        {
          ports: [...host.ports.values()],
          findings: host.findings,
          ...defined({
            mac: textOf(tags.get('mac-address')),
            os: os === undefined ? undefined : { name: os, accuracy: 100, cpe: [] },
          }),
        },
      ),
    );
  }
}
