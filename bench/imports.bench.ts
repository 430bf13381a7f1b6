import { assetService } from '../test/asset/service.ts';
import { CountingStore } from './counting-store.ts';
import { nmapFile } from './nmap-stream.ts';
import { type Figure, figures } from './print.ts';

// The cost of one host of a report in the asset table. The chunk's own note is part of it: a hundredth of a command
// for each host.

const HOSTS = 400;
const START = 1795478640;
const HOUR = 3600;

const store = new CountingStore();
const service = assetService({ store });
const found: Figure[] = [];

async function measure(
  name: string,
  file: Buffer,
  aims: { reads?: number; writes?: number } = {},
): Promise<void> {
  service.pass(HOUR);
  const counts = await store.tally.during(() => service.importScan(`${name}.xml`, file));
  const perHost = (count: number) => count / HOSTS;
  const figure = (what: string, count: number, atMost?: number) =>
    found.push({
      name: `${name}: ${what}`,
      value: perHost(count),
      digits: 2,
      ...(atMost !== undefined && { aim: { atMost } }),
    });
  figure('reads a host', counts.reads, aims.reads);
  figure('writes a host', counts.writes, aims.writes);
  figure('write units a host, of indexes too', counts.units + counts.indexUnits);
}

await measure('new', await nmapFile(HOSTS), { reads: 1.1, writes: 1.1 });
await measure('known, a port closed', await nmapFile(HOSTS, { startedAt: START + HOUR, closed: 80 }), {
  reads: 1.1,
  writes: 1.1,
});
await measure('known, nothing new', await nmapFile(HOSTS, { startedAt: START + 2 * HOUR, closed: 80 }), {
  reads: 1.1,
  writes: 1.1,
});
await measure(
  'known, the same file again',
  await nmapFile(HOSTS, { startedAt: START + 2 * HOUR, closed: 80 }),
  { reads: 1.1, writes: 1.1 },
);
figures(`Import of ${HOSTS} hosts`, found);
