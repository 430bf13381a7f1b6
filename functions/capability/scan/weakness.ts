import type { ScannedSeverity } from '#schemas/capability/scan/scan-report.ts';
import { cut } from './cut.ts';
import { textsOf } from './record.ts';

const WORDS: ReadonlyMap<string, ScannedSeverity> = new Map([
  ['critical', 'C'],
  ['high', 'H'],
  ['medium', 'M'],
  ['low', 'L'],
  ['info', 'I'],
  ['informational', 'I'],
]);

/** By CVSS: 9 and more is critical, 7 high, 4 medium, above 0 low. */
const byScore = (score: number): ScannedSeverity =>
  score >= 9 ? 'C' : score >= 7 ? 'H' : score >= 4 ? 'M' : score > 0 ? 'L' : 'I';

/**
 * A scanner's word for the severity. Of one that is unknown or missing the CVSS score decides; without a score it is
 * informational, and `unknown` is called.
 */
export function severityOf(
  word: string | undefined,
  score: number | undefined,
  unknown: () => void,
): ScannedSeverity {
  const known = WORDS.get((word ?? '').trim().toLowerCase());
  if (known) return known;
  if (score !== undefined) return byScore(score);
  unknown();
  return 'I';
}

const distinct = (values: readonly string[]): string[] => [...new Set(values)];

/** Everything that is a CVE, in capitals, each once: of a text with several, or a list. */
export const cvesOf = (value: unknown): string[] =>
  distinct(textsOf(value).flatMap((text) => text.toUpperCase().match(/\bCVE-\d{4}-\d{4,}\b/g) ?? []));

/** Everything that is a CWE, as `CWE-79`. */
export const cwesOf = (value: unknown): string[] =>
  distinct(textsOf(value).flatMap((text) => text.toUpperCase().match(/\bCWE-\d{1,5}\b/g) ?? []));

/** An output of at most `limit` characters, and whether it was longer. */
export function cutText(text: string, limit: number): { output: string; truncated?: true } {
  const output = cut(text, limit);
  return { output, ...(output.length < text.length && { truncated: true as const }) };
}
