import { Readable } from 'node:stream';
import type { ScannedHost } from '#schemas/capability/scan/scan-report.ts';
import { ScannedHost as HostSchema } from '#schemas/capability/scan/scan-report.ts';
import { scanFormats } from '../../../functions/capability/scan/formats.ts';
import { readScan, type Taken } from '../../../functions/capability/scan/read-scan.ts';
import type { WholeScan } from '../../../functions/capability/scan/report-writer.ts';
import { ScanProblem } from '../../../functions/capability/scan/scan-problem.ts';

export const ARRIVAL = '2026-12-01T00:00:00.000Z';

/** Any file of a format that is read. */
export const ANY = { capability: 'nmap', formats: scanFormats.map(({ name }) => name) } as const;

export interface ReadOptions {
  taken?: Taken;
  receivedAt?: string;
  maxBytes?: number;
  maxUnpackedBytes?: number;
  maxHostCharacters?: number;
  /** How the bytes arrive; all at once when not told. */
  parts?: readonly Uint8Array[];
}

/** Reads a whole document; each host is checked against its published schema. */
export async function read(document: string | Uint8Array, options: ReadOptions = {}) {
  const bytes = typeof document === 'string' ? Buffer.from(document) : document;
  const hosts: ScannedHost[] = [];
  let whole: WholeScan | undefined;
  const { parts = [bytes], ...limits } = options;
  for await (const part of readScan(Readable.from(parts), {
    receivedAt: ARRIVAL,
    maxBytes: 1e9,
    taken: ANY,
    ...limits,
  })) {
    if (part.kind === 'host') hosts.push(HostSchema.parse(part.host));
    else whole = part.scan;
  }
  return { hosts, whole: whole!, run: whole!.run };
}

/** The problem that a document is refused with. Fails when it is taken. */
export async function problemOf(document: string | Uint8Array, options?: ReadOptions): Promise<ScanProblem> {
  const outcome = await read(document, options).then(
    () => undefined,
    (error: unknown) => error,
  );
  if (outcome instanceof ScanProblem) return outcome;
  throw outcome ?? new Error('the document was taken');
}

/** A file around `hosts`, as nmap writes it. */
export const nmapFile = (
  hosts: string,
  { head = '<?xml version="1.0" encoding="UTF-8"?>', attributes = '' } = {},
) =>
  `${head}
<!DOCTYPE nmaprun>
<?xml-stylesheet href="file:///usr/share/nmap/nmap.xsl" type="text/xsl"?>
<!-- Nmap 7.93 scan initiated -->
<nmaprun scanner="nmap" args="nmap -sV -oX - 192.0.2.0/24" start="1795478640" version="7.93" xmloutputversion="1.05" ${attributes}>
<scaninfo type="connect" protocol="tcp" numservices="3" services="22,80,443"/>
<verbose level="0"/>
${hosts}
<runstats><finished time="1795478652" elapsed="12.71" exit="success"/><hosts up="1" down="0" total="1"/></runstats>
</nmaprun>
`;

/** One host that is up; `inside` goes between its address and its end. */
export const upHost = (
  inside = '',
  { address = '192.0.2.10', attributes = 'starttime="1795478640" endtime="1795478650"' } = {},
) =>
  `<host ${attributes}><status state="up" reason="syn-ack" reason_ttl="0"/><address addr="${address}" addrtype="ipv4"/>${inside}</host>`;

export const openPort = (port: number, inside = '', protocol = 'tcp') =>
  `<port protocol="${protocol}" portid="${port}"><state state="open" reason="syn-ack"/>${inside}</port>`;
