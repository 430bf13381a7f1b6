import { OUTPUT_LIMIT, type ScannedFinding } from '#schemas/capability/scan/scan-report.ts';
import { defined } from '#schemas/defined.ts';
import type { Reading } from '../format.ts';
import type { RecordReader } from '../json-format.ts';
import type { JsonObject, Lines } from '../json-values.ts';
import { hostOf } from '../place.ts';
import { openPort } from '../ports.ts';
import { objectIn, portOf, sighting, textIn } from '../record.ts';
import { recordRun } from '../scan-run.ts';
import type { Warn } from '../warnings.ts';
import { cutText, cvesOf, cwesOf, severityOf } from '../weakness.ts';

/** Rows that repeat others: a cipher of a list, the grade and its parts. */
const REPEATS =
  /^(?:cipher[-_](?:tls|ssl)|cipher-|overall_grade|grade_cap_reason|\w+_score(?:_weighted)?$|final_score)/;
/** The scan itself was in trouble: nothing is said of the host. */
const TROUBLE = new Set(['WARN', 'FATAL', 'DEBUG']);

export function readTestssl({ receivedAt, onHost, warn }: Reading): RecordReader {
  const run = recordRun('testssl');
  function row(record: JsonObject, lines: Lines): void {
    const [named = '', address] = (textIn(record, 'ip') ?? '').split('/');
    const host = {
      ...hostOf(named),
      ...defined({ address: hostOf(address)?.address ?? hostOf(named)?.address }),
    };
    const severity = textIn(record, 'severity')?.toUpperCase() ?? '';
    if (TROUBLE.has(severity)) {
      warn(`testssl.sh reported trouble (${severity})`, lines.fromLine);
      return;
    }
    // A row that is about the run, as its `ip` is `/`.
    if (host.name === undefined && host.address === undefined) return;
    const port = portOf(record.port);
    const id = textIn(record, 'id') ?? '';
    const findings = REPEATS.test(id) ? [] : [findingOf(record, port, lines, warn)];
    for (const { detector } of findings) run.note(detector);
    const ports = port === undefined ? [] : [openPort(port)];
    onHost(sighting(host, receivedAt, lines, { ports, findings }));
  }
  return {
    record(record, lines) {
      if (record.scanResult === undefined) return row(record, lines);
      for (const each of rowsOf(record)) row(each, lines);
    },
    end: run.end,
  };
}

/** The rows of all sections, each with the place of its block. */
function rowsOf({ scanResult }: JsonObject): JsonObject[] {
  const blocks: readonly unknown[] = Array.isArray(scanResult) ? scanResult : [];
  return blocks.flatMap((each) => {
    const block = objectIn({ each }, 'each');
    const name = textIn(block, 'targetHost') ?? '';
    const place = { ip: `${name}/${textIn(block, 'ip') ?? ''}`, port: block.port };
    return Object.values(block)
      .flatMap((section): unknown[] => (Array.isArray(section) ? section : []))
      .map((row) => ({ ...objectIn({ row }, 'row'), ...place }))
      .filter((row) => 'id' in row);
  });
}

function findingOf(
  record: JsonObject,
  port: number | undefined,
  { fromLine }: Lines,
  warn: Warn,
): ScannedFinding {
  const word = textIn(record, 'severity');
  const isWell = word?.toUpperCase() === 'OK';
  const id = (textIn(record, 'id') ?? '').replace(/ <(?:hostCert|cert)#\d+>$/, '');
  const severity = isWell
    ? undefined
    : severityOf(word, undefined, () =>
        warn('A severity is unknown, and is taken as informational', fromLine),
      );
  const [cve, cwe] = [cvesOf(record.cve), cwesOf(record.cwe)];
  return {
    detector: `testssl:${id}`,
    title: id,
    ...defined({
      severity,
      negative: isWell || undefined,
      matcher: /<(?:hostCert|cert)#\d+>$/.exec(textIn(record, 'id') ?? '')?.[0],
      port,
      protocol: port === undefined ? undefined : ('tcp' as const),
      cve: cve.length > 0 ? cve : undefined,
      cwe: cwe.length > 0 ? cwe : undefined,
    }),
    ...cutText([textIn(record, 'finding'), textIn(record, 'hint')].filter(Boolean).join('\n'), OUTPUT_LIMIT),
  };
}
