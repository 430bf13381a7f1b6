import {
  MAX_FINDING_LIST,
  OUTPUT_LIMIT,
  type ScannedFinding,
  type ScannedSeverity,
} from '#schemas/capability/scan/scan-report.ts';
import { defined } from '#schemas/defined.ts';
import type { Reading } from '../format.ts';
import type { RecordReader } from '../json-format.ts';
import type { JsonObject } from '../json-values.ts';
import { type Place, placeOf } from '../place.ts';
import { openPort } from '../ports.ts';
import { numberOf, objectIn, seenAt, sighting, textIn } from '../record.ts';
import { recordRun } from '../scan-run.ts';
import { cutText, cwesOf } from '../weakness.ts';

/** Levels 0 to 4; versions before 3.0.4 knew 1 to 3. */
const LEVELS: readonly ScannedSeverity[] = ['I', 'L', 'M', 'H', 'C'];

/** Reads the one object of a report. Every category is in it, found or not: an empty one says nothing. */
export function readWapiti({ receivedAt, onHost, warn }: Reading): RecordReader {
  let run = recordRun('wapiti');
  return {
    record(record, lines) {
      const infos = objectIn(record, 'infos');
      const target = placeOf(textIn(infos, 'target'));
      if (!target) return warn('The report names no target, and was left out', lines.fromLine);
      run = recordRun('wapiti', /\d[\d.]*/.exec(textIn(infos, 'version') ?? '')?.[0]);
      const findings = findingsOf(record, target, () =>
        warn('A level is unknown, and is taken as informational', lines.fromLine),
      );
      for (const { detector } of findings) run.note(detector);
      const { port, name, address } = target;
      const service = { service: 'http', tunnel: target.scheme === 'https' ? 'ssl' : undefined };
      const ports = port === undefined ? [] : [openPort(port, service)];
      const seen = seenAt(textIn(infos, 'date'), receivedAt);
      onHost(sighting({ name, address }, seen, lines, { ports, findings }));
    },
    end: () => run.end(),
  };
}

function findingsOf(record: JsonObject, target: Place, unknown: () => void): ScannedFinding[] {
  const classes = objectIn(record, 'classifications');
  const found = { ...objectIn(record, 'vulnerabilities'), ...objectIn(record, 'anomalies') };
  const weaknesses = Object.keys(found).flatMap((category) =>
    entriesOf(found, category).map((entry) => {
      const level = LEVELS[numberOf(entry.level) ?? -1];
      if (level === undefined) unknown();
      return findingOf(category, entry, { severity: level ?? 'I', classes, target });
    }),
  );
  const facts = objectIn(record, 'additionals');
  const further = Object.keys(facts).flatMap((category) =>
    entriesOf(facts, category).map((entry) => findingOf(category, entry, { severity: 'I', classes, target })),
  );
  return [...weaknesses, ...further];
}

const entriesOf = (found: JsonObject, category: string): JsonObject[] => {
  const entries: unknown = found[category];
  return Array.isArray(entries) ? entries.map((each: unknown) => objectIn({ each }, 'each')) : [];
};

/** The request, the command and the answer of an entry hold cookies and tokens: they are not copied. */
function findingOf(
  category: string,
  entry: JsonObject,
  about: { severity: ScannedSeverity; classes: JsonObject; target: Place },
): ScannedFinding {
  const { port } = about.target;
  const known = objectIn(about.classes, category);
  const references = Object.values(objectIn(known, 'ref')).filter((each) => typeof each === 'string');
  const cwe = cwesOf(Object.keys(objectIn(known, 'ref')));
  const asked = [textIn(entry, 'method'), textIn(entry, 'path'), textIn(entry, 'parameter')];
  const output = [
    asked.filter((part) => part !== undefined).join(' '),
    textIn(entry, 'info', 'description') ?? '',
  ];
  return {
    detector: `wapiti:${category.slice(0, 200)}`,
    title: category.slice(0, 200),
    severity: about.severity,
    ...defined({
      port,
      protocol: port === undefined ? undefined : ('tcp' as const),
      remediation: textIn(known, 'sol'),
      matcher: textIn(entry, 'module'),
      references: references.length > 0 ? references.slice(0, MAX_FINDING_LIST) : undefined,
      cwe: cwe.length > 0 ? cwe : undefined,
    }),
    ...cutText(output.join('\n').trim(), OUTPUT_LIMIT),
  };
}
