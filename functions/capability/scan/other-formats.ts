import { ScanProblem } from './scan-problem.ts';

/** Roots of other tools' reports, with their names for people. */
const OTHER_ROOTS = new Map([
  ['html', 'a web page'],
  ['issues', 'a Burp report'],
  ['report', 'an OpenVAS report'],
  ['OWASPZAPReport', 'a ZAP report'],
  ['niktoscan', 'a Nikto report'],
  ['niktoscans', 'a Nikto report'],
]);

/** How other files start that people take for a scanner's report. */
const OTHER_STARTS: readonly (readonly [RegExp, string])[] = [
  [/^<!doctype html|^<html/i, 'a web page'],
  [/^# Nmap/, 'one of the text outputs of nmap (-oN or -oG); export with -oX'],
  [/^Starting Nmap/, 'the output of nmap for the screen; export with -oX'],
];

/** Other tools' records, by their keys. Each looks like a neighbour that is read. */
const OTHER_RECORDS: readonly (readonly [keys: readonly string[], name: string])[] = [
  [['host', 'resolver'], 'dnsx'],
  [['probe_status', 'tls_version'], 'tlsx'],
  [['request', 'endpoint'], 'katana'],
  [['template', 'input', 'error'], 'the error log of nuclei'],
];

const not = (what: string, read: string) =>
  new ScanProblem('wrong-format', `The file is ${what}, which is not read. Read are: ${read}`);

/** The root is another tool's. */
export function otherXmlOf(root: string, read: string): ScanProblem {
  const known = OTHER_ROOTS.get(root.toLowerCase() === 'html' ? 'html' : root);
  return not(known ?? `XML of another kind (its root is <${root.slice(0, 60)}>)`, read);
}

export function otherTextOf(start: string): ScanProblem | undefined {
  const other = OTHER_STARTS.find(([pattern]) => pattern.test(start))?.[1];
  return other === undefined ? undefined : new ScanProblem('wrong-format', `The file is ${other}`);
}

/** The name of another tool's record. */
export const otherRecordOf = (keys: ReadonlySet<string>): string | undefined =>
  OTHER_RECORDS.find(([marks]) => marks.every((mark) => keys.has(mark)))?.[1];

export function otherJsonOf(keys: ReadonlySet<string>, line: number, read: string): ScanProblem | undefined {
  const other = otherRecordOf(keys);
  return other === undefined ? undefined : not(`of ${other} (line ${line})`, read);
}
