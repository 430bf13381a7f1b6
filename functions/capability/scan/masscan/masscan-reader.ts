import { OUTPUT_LIMIT, type ScannedFinding, type ScannedPort } from '#schemas/capability/scan/scan-report.ts';
import { defined } from '#schemas/defined.ts';
import type { Reading } from '../format.ts';
import type { RecordReader } from '../json-format.ts';
import type { JsonObject, Lines } from '../json-values.ts';
import { hostOf } from '../place.ts';
import { openPort, protocolOf } from '../ports.ts';
import { objectIn, portOf, seenAt, sighting, textIn } from '../record.ts';
import { type RecordRun, recordRun } from '../scan-run.ts';
import { cutText } from '../weakness.ts';

/** One line of masscan: a port as it was, or what the service behind it said first. */
export interface MasscanEntry {
  readonly address: string | undefined;
  readonly seconds: string | undefined;
  readonly protocol: string | undefined;
  readonly port: unknown;
  /** Absent in records of banners. */
  readonly status: string | undefined;
  readonly reason?: string | undefined;
  readonly service?: string | undefined;
  readonly banner?: string | undefined;
}

/** Reads the entries of any layout. masscan does not say which ports it tried: only an explicit `closed` closes one. */
export function entryReader({ receivedAt, onHost, warn }: Reading, run: RecordRun) {
  return (entry: MasscanEntry, lines: Lines): void => {
    const address = hostOf(entry.address)?.address;
    if (address === undefined) {
      warn('A record names no address, and was left out', lines.fromLine);
      return;
    }
    const port = portOf(entry.port);
    const protocol = protocolOf(entry.protocol);
    const ports = protocol === undefined || port === undefined ? [] : listed(entry, port, protocol);
    const findings = bannerOf(entry, ports[0]);
    for (const { detector } of findings) run.note(detector);
    onHost(sighting({ address }, seenAt(entry.seconds, receivedAt), lines, { ports, findings }));
  };
}

/** A banner is only sent by a port that is open. A state that nobody knows says nothing. */
function listed({ status, reason, service }: MasscanEntry, port: number, protocol: ScannedPort['protocol']) {
  if (status === undefined || status === 'open') return [openPort(port, { reason, service }, protocol)];
  if (status !== 'closed') return [];
  return [{ ...openPort(port, { reason }, protocol), state: 'closed' as const }];
}

function bannerOf({ banner, service }: MasscanEntry, port: ScannedPort | undefined): ScannedFinding[] {
  if (banner === undefined) return [];
  const place = defined({ protocol: port?.protocol, port: port?.port });
  return [
    {
      detector: `masscan:${service ?? 'banner'}`,
      severity: 'I',
      ...place,
      ...cutText(banner, OUTPUT_LIMIT),
    },
  ];
}

export function readMasscan(reading: Reading): RecordReader {
  const run = recordRun('masscan');
  const read = entryReader(reading, run);
  return {
    record(record, lines) {
      // `{finished: 1}` ends the files of 2014 to 2017.
      if (record.finished !== undefined && record.ip === undefined) return;
      for (const entry of entriesOf(record)) read(entry, lines);
    },
    end: run.end,
  };
}

/** `-oJ` writes ports in a list; `-oD` one beside the address, with its facts under `data`. */
function entriesOf(record: JsonObject): MasscanEntry[] {
  const about = { address: textIn(record, 'ip'), seconds: textIn(record, 'timestamp') };
  if (record.rec_type !== undefined) {
    const data = objectIn(record, 'data');
    return [
      {
        ...about,
        ...{ protocol: textIn(record, 'proto'), port: record.port, status: textIn(data, 'status') },
        ...{ reason: textIn(data, 'reason'), service: textIn(data, 'service_name') },
        banner: textIn(data, 'banner'),
      },
    ];
  }
  const ports: readonly unknown[] = Array.isArray(record.ports) ? record.ports : [];
  return ports.map((each) => {
    const port = objectIn({ each }, 'each');
    const service = objectIn(port, 'service');
    return {
      ...about,
      ...{ protocol: textIn(port, 'proto'), port: port.port, status: textIn(port, 'status') },
      ...{
        reason: textIn(port, 'reason'),
        service: textIn(service, 'name'),
        banner: textIn(service, 'banner'),
      },
    };
  });
}
