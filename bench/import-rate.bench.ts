import { randomUUID } from 'node:crypto';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import pLimit from 'p-limit';
import { documents } from '../test/support/endpoint.ts';
import { importScan, newTenant } from '../test/support/platform.ts';
import { nmapStream } from './nmap-stream.ts';
import { heading, row } from './print.ts';

// How many hosts a second come out as assets, from the upload to the end of the import, beside what the engine itself can do: the same
// number of conditional writes of items of that size, straight to its table, with as many at once as the import has.

const HOSTS = Number(process.env.BENCH_HOSTS ?? 10_000);
const AT_ONCE = 16;

async function ceiling(): Promise<number> {
  const limit = pLimit(AT_ONCE);
  const filler = 'x'.repeat(2_500);
  const writes = 2_000;
  const put = (n: number) =>
    documents.send(
      new PutCommand({
        TableName: 'chariot-local-asset',
        Item: { PK: `BENCH#${randomUUID()}`, SK: `n${n}`, filler },
        ConditionExpression: 'attribute_not_exists(PK)',
      }),
    );
  const started = performance.now();
  await Promise.all(Array.from({ length: writes }, (_, n) => limit(() => put(n))));
  return writes / ((performance.now() - started) / 1000);
}

const writesPerSecond = await ceiling();
const { client } = await newTenant('bench');
heading(`Import of ${HOSTS} hosts`, ['seconds', 'hosts/s', 'of ceiling']);
for (const name of ['first.xml', 'again.xml']) {
  const parts: Uint8Array[] = [];
  for await (const part of nmapStream(HOSTS)) parts.push(part);
  const bytes = Buffer.concat(parts);
  const started = performance.now();
  const { counts } = await importScan(client, name, bytes, 900);
  const seconds = (performance.now() - started) / 1000;
  const rate = HOSTS / seconds;
  row(`${name} (${counts.appeared} appeared)`, [
    seconds.toFixed(1),
    rate.toFixed(0),
    (rate / writesPerSecond).toFixed(2),
  ]);
}
row('ceiling: conditional puts alone', ['', writesPerSecond.toFixed(0), '1.00']);
