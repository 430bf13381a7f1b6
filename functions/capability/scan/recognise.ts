import type { ScanFormat } from './format.ts';
import { scanFormats } from './formats.ts';
import { JsonValues } from './json-values.ts';
import { otherJsonOf, otherTextOf, otherXmlOf } from './other-formats.ts';
import { ScanProblem } from './scan-problem.ts';

/** Characters of the file's beginning that its format is recognised by. */
export const HEAD_CHARACTERS = 64 * 1024;

/** The beginning of a file's text, and whether it is all of it. */
export interface Head {
  readonly text: string;
  readonly isWhole: boolean;
}

/**
 * The format of a file, by its content alone; undefined for a file with nothing in it: no characters, or an empty list.
 *
 * @throws ScanProblem `unknown-format` | `wrong-format`: another format, by its right name; `truncated`: only a list's
 * first bracket
 */
export function recognise({ text, isWhole }: Head): ScanFormat | undefined {
  const start = text.trimStart();
  if (start === '') return undefined;
  return byXml(start, isWhole) ?? byText(start) ?? byJson(text, isWhole);
}

/** The format of a record with these keys. */
export const jsonFormatOf = (keys: ReadonlySet<string>): ScanFormat | undefined =>
  scanFormats.find(({ sign }) => sign.layout === 'json' && sign.isRecord(keys));

const BEFORE_ROOT = /^(?:\s+|<\?[\s\S]*?\?>|<!--[\s\S]*?-->|<!DOCTYPE[^[>]*(?:\[[^\]]*\])?\s*>)*/i;
const ROOT = /^<([A-Za-z_][\w:.-]*)([^>]*)/;

const BEFORE_XML = /^[^<{[][\s\S]*?\n(?=\s*<(?:\?xml|!DOCTYPE nmaprun|nmaprun|NessusClientData_v2))/;

function byXml(start: string, isWhole: boolean): ScanFormat | undefined {
  if (!start.startsWith('<')) return undefined;
  const document = start.replace(BEFORE_ROOT, '');
  if (isWhole && !document.includes('>')) {
    throw new ScanProblem('truncated', 'The file ends before its first element: part of it is missing');
  }
  const [startTag = '', root = ''] = ROOT.exec(document) ?? [];
  const found = scanFormats.find(
    ({ sign }) => sign.layout === 'xml' && sign.root === root && sign.isOne(startTag),
  );
  if (found) return found;
  throw otherXmlOf(root, readFormats());
}

function byText(start: string): ScanFormat | undefined {
  const found = scanFormats.find(({ sign }) => sign.layout === 'text' && sign.start.test(start));
  if (found) return found;
  const other = otherTextOf(start);
  if (other) throw other;
  const [before] = BEFORE_XML.exec(start) ?? [];
  if (before === undefined) return undefined;
  const line = before.split('\n').length;
  throw new ScanProblem(
    'not-xml',
    `Text stands before the XML, which begins in line ${line}: remove lines 1 to ${line - 1}`,
  );
}

function byJson(text: string, isWhole: boolean): ScanFormat | undefined {
  const { first, problem } = firstRecord(text, isWhole);
  if (first) return first;
  if (problem) throw problem;
  if (isWhole && /^[\s,[\]]*$/.test(text)) return undefined;
  throw new ScanProblem(
    'unknown-format',
    `The file is of no format that is read. Read are: ${readFormats()}`,
  );
}

const readFormats = (): string => scanFormats.map(({ title }) => title).join(', ');

/** The first record whose kind is known, also one that goes on behind the head. */
function firstRecord(text: string, isWhole: boolean): { first?: ScanFormat; problem?: ScanProblem } {
  let first: ScanFormat | undefined;
  let problem: ScanProblem | undefined;
  const look = (keys: ReadonlySet<string>, line: number) => {
    if (first || problem) return;
    first = jsonFormatOf(keys);
    if (!first) problem = otherJsonOf(keys, line, readFormats());
  };
  const values = new JsonValues({
    warn: () => {},
    onObject: (record, { fromLine }) => look(new Set(Object.keys(record)), fromLine),
  });
  values.write(text);
  if (!first && !problem && !isWhole) look(values.openKeys(), 1);
  if (!first && !problem && isWhole) values.end();
  return { ...(first && { first }), ...(problem && { problem }) };
}
