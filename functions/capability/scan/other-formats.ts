import { type Position, ScanProblem } from './scan-problem.ts';

/** Roots of other tools' reports, with their names for people. */
const OTHER_ROOTS = new Map([
  ['html', 'a web page'],
  ['issues', 'a Burp report'],
  ['NessusClientData_v2', 'a Nessus report'],
  ['report', 'an OpenVAS report'],
  ['OWASPZAPReport', 'a ZAP report'],
  ['niktoscan', 'a Nikto report'],
]);

/** How other files start that people take for an nmap report. */
const OTHER_STARTS: readonly (readonly [RegExp, string])[] = [
  [/^[[{]/, 'it looks like JSON'],
  [/^<!doctype html|^<html/i, 'it is a web page'],
  [/^# Nmap/, 'it is one of the text outputs of nmap (-oN or -oG); export with -oX'],
  [/^Starting Nmap/, 'it is the output of nmap for the screen; export with -oX'],
  [/^PK\p{Cc}{2}/u, 'it is a ZIP archive; unpack it first'],
  [/^%PDF/, 'it is a PDF'],
];

/** The root is another tool's. */
export function wrongRoot(root: string, name: string, at: Position): ScanProblem {
  const known = OTHER_ROOTS.get(name.toLowerCase() === 'html' ? 'html' : name);
  const what = known ?? `XML of another kind (its root is <${name.slice(0, 60)}>)`;
  return new ScanProblem('wrong-format', `The file is ${what}, not the XML of nmap -oX (<${root}>)`, at);
}

/**
 * The parser's message, in words for the person who uploaded the file. Its message starts with line:column, which we
 * say ourselves.
 */
export function notXml(start: string, error: Error, at: Position): ScanProblem {
  const other = OTHER_STARTS.find(([pattern]) => pattern.test(start))?.[1];
  if (other) return new ScanProblem('not-xml', `The file is not XML: ${other}`, undefined, error);
  const said = error.message.replace(/^\d+:\d+: /, '').replace(/\.$/, '');
  return new ScanProblem('not-xml', `The file is not well-formed XML: ${said}`, at, error);
}
