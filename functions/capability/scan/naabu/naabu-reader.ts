import type { ScannedPort, ScannedProtocol } from '#schemas/capability/scan/scan-report.ts';
import type { Reading } from '../format.ts';
import type { RecordReader } from '../json-format.ts';
import type { JsonObject } from '../json-values.ts';
import { hostOf } from '../place.ts';
import { openPort, protocolOf } from '../ports.ts';
import { numberOf, objectIn, portOf, seenAt, sighting, textIn, textsOf, within } from '../record.ts';
import { recordRun } from '../scan-run.ts';

/** Reads open ports. naabu does not say which ports it tried: silence closes none. */
export function readNaabu({ receivedAt, onHost, warn }: Reading): RecordReader {
  const run = recordRun('naabu');
  return {
    record(record, lines) {
      const named = hostOf(textIn(record, 'host'));
      const address = hostOf(textIn(record, 'ip'))?.address ?? named?.address;
      if (address === undefined && named?.name === undefined) {
        return warn('A record names no host, and was left out', lines.fromLine);
      }
      const seen = seenAt(textIn(record, 'timestamp'), receivedAt);
      onHost(sighting({ name: named?.name, address }, seen, lines, { ports: portsOf(record) }));
    },
    end: run.end,
  };
}

/** How 2.1.2 to 2.1.6 number protocols. */
const NUMBERED: readonly ScannedProtocol[] = ['tcp', 'udp'];

/** A number, a text, or an object in 2.1.2 to 2.1.6. Without a port the host is up, and no more is known. */
function portsOf(record: JsonObject): ScannedPort[] {
  const nested = objectIn(record, 'port');
  const port = portOf(record.port) ?? portOf(nested.Port);
  const protocol =
    nested.Protocol === undefined
      ? protocolOf(textIn(record, 'protocol') ?? 'tcp')
      : NUMBERED[numberOf(nested.Protocol) ?? -1];
  if (port === undefined || protocol === undefined) return [];
  const said = {
    service: textIn(record, 'name'),
    product: textIn(record, 'product'),
    version: textIn(record, 'version'),
    extraInfo: textIn(record, 'extra_info'),
    tunnel: record.tls === true || nested.TLS === true ? 'ssl' : textIn(record, 'tunnel'),
    conf: within(numberOf(record.confidence), 0, 10),
    cpe: textsOf(record.cpes),
  };
  return [openPort(port, said, protocol)];
}
