import {
  MAX_FINDING_LIST,
  OUTPUT_LIMIT,
  type ScannedFinding,
  type ScannedSeverity,
} from '#schemas/capability/scan/scan-report.ts';
import { defined } from '#schemas/defined.ts';
import type { Element } from '../grammar.ts';
import { numberOf, textOf, within } from '../record.ts';
import type { Warn } from '../warnings.ts';
import { cutText, cvesOf, cwesOf } from '../weakness.ts';

/** A `<ReportItem>` with the texts of the elements inside. */
export interface Item {
  readonly element: Element;
  readonly fields: Map<string, string[]>;
}

/** The elements of an item that are read. `plugin_output` may hold the secrets of a scan that logged in. */
export const ITEM_FIELDS = [
  'cve',
  'cwe',
  'cvss3_base_score',
  'cvss3_vector',
  'cvss_base_score',
  'cvss_vector',
  'epss_score',
  'solution',
  'see_also',
  'synopsis',
] as const;

/** The attribute `severity`, which a person may have recast; never the text of `risk_factor`. */
const SEVERITIES: readonly ScannedSeverity[] = ['I', 'L', 'M', 'H', 'C'];

export function findingOf(
  { element: { attributes, at }, fields }: Item,
  place: Pick<ScannedFinding, 'port' | 'protocol'>,
  warn: Warn,
): ScannedFinding {
  const severity = SEVERITIES[numberOf(attributes.severity) ?? -1];
  if (severity === undefined) warn('A severity is unknown, and is taken as informational', at.line);
  const first = (...names: readonly string[]) =>
    names.map((name) => fields.get(name)?.[0]).find((text) => text);
  const cvss = defined({
    score: within(numberOf(first('cvss3_base_score', 'cvss_base_score')), 0, 10),
    vector: textOf(first('cvss3_vector', 'cvss_vector')),
  });
  const [cve, cwe] = [cvesOf(fields.get('cve') ?? []), cwesOf((fields.get('cwe') ?? []).map(asCwe))];
  const references = (fields.get('see_also') ?? [])
    .flatMap((text) => text.split(/\s+/))
    .slice(0, MAX_FINDING_LIST);
  return {
    detector: `nessus:${textOf(attributes.pluginID, 40) ?? 'unknown'}`,
    severity: severity ?? 'I',
    ...place,
    ...defined({
      title: textOf(attributes.pluginName),
      cvss: Object.keys(cvss).length > 0 ? cvss : undefined,
      epss: within(numberOf(first('epss_score')), 0, 1),
      cve: cve.length > 0 ? cve.slice(0, MAX_FINDING_LIST) : undefined,
      cwe: cwe.length > 0 ? cwe.slice(0, MAX_FINDING_LIST) : undefined,
      remediation: textOf(first('solution')),
      references: references.length > 0 ? references : undefined,
    }),
    ...cutText(first('synopsis') ?? '', OUTPUT_LIMIT),
  };
}

const asCwe = (text: string): string => (/^\d+$/.test(text) ? `CWE-${text}` : text);
