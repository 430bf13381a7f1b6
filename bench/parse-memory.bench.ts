import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { ObjectStore } from '#shared/object-store/object-store.ts';
import { metered } from '../functions/capability/scan/metered.ts';
import { readScan } from '../functions/capability/scan/read-scan.ts';
import { ReportWriter } from '../functions/capability/scan/report-writer.ts';
import { nmapStream } from './nmap-stream.ts';
import { heading, row } from './print.ts';

// The worker's memory and speed while it reads a scan. The file is made while it is read, and the chunks go nowhere.
// Each size in a process of its own, as the peak of a process never falls.

const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(0);

/** Takes everything and keeps nothing. */
const nowhere: Pick<ObjectStore, 'write'> = { write: async (_ref, body) => ({ size: body.byteLength }) };

async function parse(hosts: number): Promise<string[]> {
  const { bytes, measured } = metered(nmapStream(hosts));
  const place = { bucket: 'nowhere', prefix: 'bench', jobId: '00000000-0000-8000-8000-000000000000' };
  const writer = new ReportWriter(nowhere, place);
  const receivedAt = '2026-12-01T00:00:00.000Z';
  const taken = { capability: 'nmap', formats: ['nmap-xml'] } as const;
  const started = performance.now();
  for await (const part of readScan(bytes, { receivedAt, maxBytes: Number.MAX_SAFE_INTEGER, taken })) {
    if (part.kind === 'host') await writer.add(part.host);
    else await writer.finish(part.scan, { name: 'bench.xml', ...measured() }, receivedAt);
  }
  const seconds = (performance.now() - started) / 1000;
  const { size } = measured();
  const peak = process.resourceUsage().maxRSS * 1024;
  return [
    megabytes(size),
    seconds.toFixed(1),
    (size / 1e6 / seconds).toFixed(0),
    (hosts / seconds).toFixed(0),
    megabytes(peak),
  ];
}

const own = process.env.BENCH_PARSE_HOSTS;
if (own === undefined) {
  heading('Parse', ['MB', 'seconds', 'MB/s', 'hosts/s', 'peak MB']);
  for (const hosts of [1, 10_000, 100_000]) {
    const env = { ...process.env, BENCH_PARSE_HOSTS: String(hosts) };
    const values = execFileSync(process.execPath, [fileURLToPath(import.meta.url)], {
      env,
      encoding: 'utf8',
    });
    row(`${hosts} hosts`, JSON.parse(values));
  }
} else {
  console.log(JSON.stringify(await parse(Number(own))));
}
