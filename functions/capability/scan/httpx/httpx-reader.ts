import type { ScannedFinding, ScannedTechnology } from '#schemas/capability/scan/scan-report.ts';
import { OUTPUT_LIMIT } from '#schemas/capability/scan/scan-report.ts';
import { defined } from '#schemas/defined.ts';
import type { Reading } from '../format.ts';
import type { RecordReader } from '../json-format.ts';
import type { JsonObject } from '../json-values.ts';
import { hostOf, type Place, placeOf } from '../place.ts';
import { openPort } from '../ports.ts';
import { portOf, seenAt, sighting, textIn, textsOf } from '../record.ts';
import { recordRun } from '../scan-run.ts';
import { cutText } from '../weakness.ts';

const DETECTOR = 'httpx:answer';

/** Reads web servers that answered. A redirect, a certificate or a policy leads elsewhere: its names are no assets. */
export function readHttpx({ receivedAt, onHost, warn }: Reading): RecordReader {
  const run = recordRun('httpx');
  return {
    record(record, lines) {
      if (record.failed === true || record.failed === 'true' || textIn(record, 'error')) return;
      const asked = placeOf(textIn(record, 'url')) ?? placeOf(textIn(record, 'input'));
      if (!asked) return warn('A record names no host, and was left out', lines.fromLine);
      const port = portOf(record.port) ?? asked.port;
      const technologies = technologiesOf(record, port);
      const ports = port === undefined ? [] : [openPort(port, serviceOf(record, asked))];
      run.note(DETECTOR);
      const seen = seenAt(textIn(record, 'timestamp'), receivedAt);
      const who = { name: asked.name, address: asked.address ?? addressOf(record) };
      onHost(sighting(who, seen, lines, { ports, technologies, findings: [answerOf(record, port)] }));
    },
    end: run.end,
  };
}

/** The address that was dialled: `host` until 1.7.2, `host_ip` since. */
const addressOf = (record: JsonObject): string | undefined =>
  hostOf(textIn(record, 'host_ip'))?.address ?? hostOf(textIn(record, 'host'))?.address;

function serviceOf(record: JsonObject, { scheme }: Place) {
  const [, product, version] =
    /^([^/\s]+)(?:\/(\S+))?/.exec(textIn(record, 'webserver', 'server') ?? '') ?? [];
  const secure = (textIn(record, 'scheme') ?? scheme) === 'https';
  return { service: 'http', product, version, tunnel: secure ? 'ssl' : undefined };
}

/** `Name:1.2` is a name and its version. */
const technologiesOf = (record: JsonObject, port: number | undefined): ScannedTechnology[] =>
  textsOf(record.tech ?? record.technologies).map((text) => {
    const [, name = text, version] = /^(.+?):([^:\s]+)$/.exec(text) ?? [];
    return {
      name,
      ...defined({ version, port, protocol: port === undefined ? undefined : ('tcp' as const) }),
    };
  });

/** Status and title, as evidence that a site answers there. */
function answerOf(record: JsonObject, port: number | undefined): ScannedFinding {
  const status = textIn(record, 'status_code', 'status-code');
  const text = [status, textIn(record, 'title')].filter((part) => part !== undefined).join(' ');
  const place = defined({ port, protocol: port === undefined ? undefined : ('tcp' as const) });
  return { detector: DETECTOR, severity: 'I', ...place, ...cutText(text, OUTPUT_LIMIT) };
}
