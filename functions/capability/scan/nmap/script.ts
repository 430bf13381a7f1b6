import { OUTPUT_LIMIT, type ScannedFinding } from '#schemas/capability/scan/scan-report.ts';
import type { Json } from '#schemas/primitives.ts';
import { cut } from '../cut.ts';
import type { Element, Grammar, Rule } from '../grammar.ts';
import { MAX_DATA_CHARACTERS, MAX_DATA_VALUES, MAX_NAME } from '../limits.ts';
import { add, type HostDraft } from './host.ts';
import type { PortReader } from './nmap-port.ts';
import { textAttribute } from './values.ts';

interface Table {
  readonly key: string | undefined;
  readonly rows: [key: string | undefined, value: Json][];
}

/** Tables whose rows have keys are objects, others are lists; a row without a key among those with one goes by its place. */
const dataOf = ({ rows }: Table): Json =>
  rows.every(([key]) => key === undefined)
    ? rows.map(([, value]) => value)
    : Object.fromEntries(rows.map(([key, value], index) => [key ?? String(index), value]));

/** A script's answer while its element is read. */
class ScriptDraft {
  readonly element: Element;
  private readonly tables: Table[] = [{ key: undefined, rows: [] }];
  private elem: { readonly key: string | undefined; value: string } | undefined;
  private values = 0;
  private valuesCut = false;
  characters = 0;

  constructor(element: Element) {
    this.element = element;
  }

  openTable(key: string | undefined): void {
    this.tables.push({ key, rows: [] });
  }

  closeTable(): void {
    const table = this.tables.pop();
    if (table) this.addRow(table.key, dataOf(table), 0);
  }

  openElem(key: string | undefined): void {
    this.elem = { key, value: '' };
  }

  text(text: string): void {
    if (!this.elem) return;
    const whole = this.elem.value + text;
    this.elem.value = cut(whole, OUTPUT_LIMIT);
    this.valuesCut ||= this.elem.value.length < whole.length;
  }

  closeElem(): void {
    if (this.elem) this.addRow(this.elem.key, this.elem.value, this.elem.value.length);
    this.elem = undefined;
  }

  private addRow(key: string | undefined, value: Json, length: number): void {
    this.characters += (key?.length ?? 0) + length;
    this.values += 1;
    if (this.dataIsSmall()) this.tables.at(-1)?.rows.push([key, value]);
  }

  private dataIsSmall(): boolean {
    return this.characters <= MAX_DATA_CHARACTERS && this.values <= MAX_DATA_VALUES;
  }

  /** `budget`: characters that the host may still take. */
  finding(
    place: Pick<ScannedFinding, 'protocol' | 'port'>,
    budget: number,
  ): { finding: ScannedFinding; size: number } {
    const said = this.element.attributes.output ?? '';
    const output = cut(said, Math.min(OUTPUT_LIMIT, Math.max(0, budget)));
    const [root] = this.tables;
    const dataFits = this.dataIsSmall() && output.length + this.characters <= budget;
    const data = root && this.values > 0 && dataFits ? { data: dataOf(root) } : {};
    const truncated = output.length < said.length || this.valuesCut || !dataFits;
    return {
      finding: {
        detector: `nmap:${textAttribute(this.element, 'id') ?? ''}`,
        ...place,
        output,
        ...data,
        ...(truncated && { truncated }),
      },
      size: output.length + (dataFits ? this.characters : 0),
    };
  }
}

/** Scripts of ports and of hosts. `note` is told of every script that answered. */
export function scriptGrammar(host: () => HostDraft, port: PortReader, note: (id: string) => void): Grammar {
  let script: ScriptDraft | undefined;
  const rule: Rule = {
    open: (element) => {
      const id = textAttribute(element, 'id');
      if (id === undefined || id.length > MAX_NAME) {
        host().warn('A script has no readable id, and was left out', element.at.line);
        return;
      }
      note(id);
      script = new ScriptDraft(element);
    },
    close: () => {
      if (!script) return;
      const { finding, size } = script.finding(port.place() ?? {}, host().outputLeft);
      host().outputLeft -= size;
      add(host().findings, finding, script.element);
      script = undefined;
    },
  };
  const table: Rule = {
    open: ({ attributes }) => script?.openTable(attributes.key),
    close: () => script?.closeTable(),
  };
  const elem: Rule = {
    open: ({ attributes }) => script?.openElem(attributes.key),
    text: (text) => script?.text(text),
    close: () => script?.closeElem(),
  };
  return {
    'port/script': rule,
    'host/hostscript': {},
    'hostscript/script': rule,
    'script/table': table,
    'table/table': table,
    'script/elem': elem,
    'table/elem': elem,
  };
}
