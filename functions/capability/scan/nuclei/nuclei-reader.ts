import { MAX_FINDING_LIST, OUTPUT_LIMIT, type ScannedFinding } from '#schemas/capability/scan/scan-report.ts';
import { defined } from '#schemas/defined.ts';
import type { Reading } from '../format.ts';
import type { RecordReader } from '../json-format.ts';
import type { JsonObject, Lines } from '../json-values.ts';
import { type Place, placeOf } from '../place.ts';
import { openPort } from '../ports.ts';
import { numberOf, objectIn, seenAt, sighting, textIn, textOf, textsOf, within } from '../record.ts';
import { recordRun } from '../scan-run.ts';
import type { Warn } from '../warnings.ts';
import { cutText, cvesOf, cwesOf, severityOf } from '../weakness.ts';

/** Kinds of templates that talk to a port. DNS, WHOIS, file and code templates do not. */
const WITH_PORT = new Set(['http', 'headless', 'websocket', 'ssl', 'tcp', 'network', 'javascript']);
/** Of these the URL says the port as well. Of the others it is only that of the target. */
const WITH_URL = new Set(['http', 'headless', 'websocket']);

/** nuclei does not say which templates it tried on which host: there is no scope, and silence says nothing. */
export function readNuclei({ receivedAt, onHost, warn }: Reading): RecordReader {
  const run = recordRun('nuclei');
  return {
    record(record, lines) {
      const asked = askedOf(record);
      if (!asked) return warn('A record names no host, and was left out', lines.fromLine);
      // It could not be tried: neither found nor absent.
      if (textIn(record, 'error')) return;
      const answer = answerOf(record, asked);
      const finding = findingOf(record, answer.port, warn, lines);
      run.note(finding.detector);
      const ports = answer.port === undefined || finding.negative ? [] : [openPort(answer.port)];
      const seen = seenAt(textIn(record, 'timestamp'), receivedAt);
      onHost(sighting({ ...asked, ...answer }, seen, lines, { ports, findings: [finding] }));
    },
    end: run.end,
  };
}

/** The host that was asked. Some records leave it out, and some write `/http://name/` as URL. */
function askedOf(record: JsonObject): Place | undefined {
  const texts = [
    textIn(record, 'host'),
    textIn(record, 'matched-at', 'matched'),
    textIn(record, 'url')?.replace(/^\/+/, ''),
  ];
  for (const text of texts) {
    const place = placeOf(text);
    if (place) return place;
  }
  return undefined;
}

/** The address and the port that answered; neither where another party did. */
function answerOf(record: JsonObject, asked: Place): Pick<Place, 'address' | 'port'> {
  const type = textIn(record, 'type') ?? '';
  const matched = placeOf(textIn(record, 'matched-at', 'matched'));
  const ip = placeOf(textIn(record, 'ip'))?.address;
  if (matched && isOther(matched, asked, ip)) return defined({ address: asked.address });
  const port = WITH_URL.has(type)
    ? (matched?.port ?? placeOf(textIn(record, 'url') ?? textIn(record, 'host'))?.port)
    : matched?.port;
  return defined({ address: asked.address ?? ip, port: WITH_PORT.has(type) ? port : undefined });
}

const isOther = (matched: Place, asked: Place, ip: string | undefined): boolean => {
  if (matched.name !== undefined && asked.name !== undefined) return matched.name !== asked.name;
  if (matched.address !== undefined) return matched.address !== (asked.address ?? ip);
  // A name was matched where an address was asked: the same host where the address answered.
  return asked.address !== ip && ip !== undefined;
};

function findingOf(
  record: JsonObject,
  port: number | undefined,
  warn: Warn,
  { fromLine }: Lines,
): ScannedFinding {
  const info = objectIn(record, 'info');
  const known = objectIn(info, 'classification');
  const isNegative = textOf(record['matcher-status']) === 'false' || record['matcher-status'] === false;
  const cvss = defined({
    score: within(numberOf(known['cvss-score']), 0, 10),
    vector: textIn(known, 'cvss-metrics'),
  });
  const output = textsOf(record['extracted-results'] ?? record.extracted_results).join('\n');
  return {
    detector: `nuclei:${textIn(record, 'template-id', 'templateID') ?? ''}`,
    ...defined({
      title: textIn(info, 'name'),
      severity: severityOf(textIn(info, 'severity'), cvss.score, () =>
        warn('A severity is unknown, and is taken as informational', fromLine),
      ),
      negative: isNegative || undefined,
      matcher: textIn(record, 'matcher-name', 'matcher_name', 'extractor-name'),
      protocol: port === undefined ? undefined : ('tcp' as const),
      port,
      remediation: textIn(info, 'remediation'),
      epss: within(numberOf(known['epss-score']), 0, 1),
    }),
    ...(Object.keys(cvss).length > 0 && { cvss }),
    ...listed('cve', cvesOf(known['cve-id'])),
    ...listed('cwe', cwesOf(known['cwe-id'])),
    ...listed('references', referencesOf(info.reference)),
    ...cutText(output, OUTPUT_LIMIT),
  };
}

const listed = <N extends 'cve' | 'cwe' | 'references'>(
  name: N,
  values: string[],
): { [K in N]?: string[] } => {
  const list: { [K in N]?: string[] } = {};
  if (values.length > 0) list[name] = values.slice(0, MAX_FINDING_LIST);
  return list;
};

/** A list, or one text with a line each: `- https://...`. */
const referencesOf = (value: unknown): string[] =>
  textsOf(value).flatMap((text) => textsOf(text.split(/\n-?|^-/).map((line) => line.trim())));
