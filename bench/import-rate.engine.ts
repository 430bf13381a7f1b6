import { randomUUID } from 'node:crypto';
import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import pLimit from 'p-limit';
import { documents } from '../test/support/endpoint.ts';
import { importScan, newTenant } from '../test/support/platform.ts';
import { nmapStream } from './nmap-stream.ts';
import { heading, row } from './print.ts';

// How many hosts a second come out as assets, from the upload to the end of the import. Beside it stands the engine's
// own ceiling: a read and a conditional write of an item of that size for each host, straight to its table, with as
// many at once. The rest of an import (the file, the report, the stream, the bus, the lists) is not in that ceiling.

const HOSTS = Number(process.env.BENCH_HOSTS ?? 10_000);
const AT_ONCE = 16;
const WRITES = 2_000;
const TableName = 'chariot-local-asset';

async function perSecond(work: (key: { PK: string; SK: string }) => Promise<unknown>): Promise<number> {
  const limit = pLimit(AT_ONCE);
  const started = performance.now();
  const keys = Array.from({ length: WRITES }, (_, n) => ({ PK: `BENCH#${randomUUID()}`, SK: `n${n}` }));
  await Promise.all(keys.map((key) => limit(() => work(key))));
  return WRITES / ((performance.now() - started) / 1000);
}

const filler = 'x'.repeat(2_500);
const put = (key: { PK: string; SK: string }) =>
  documents.send(
    new PutCommand({ TableName, Item: { ...key, filler }, ConditionExpression: 'attribute_not_exists(PK)' }),
  );
const readAndPut = async (key: { PK: string; SK: string }) => {
  await documents.send(new GetCommand({ TableName, Key: key, ConsistentRead: true }));
  await put(key);
};

const ceiling = await perSecond(readAndPut);
const { client } = await newTenant('bench');
const parts: Uint8Array[] = [];
for await (const part of nmapStream(HOSTS)) parts.push(part);
heading(`Import of ${HOSTS} hosts`, ['seconds', 'hosts/s', 'of ceiling']);
for (const name of ['first.xml', 'again.xml']) {
  const started = performance.now();
  const { counts } = await importScan(client, name, Buffer.concat(parts), 900);
  const seconds = (performance.now() - started) / 1000;
  const rate = HOSTS / seconds;
  row(`${name} (${counts.appeared} appeared)`, [
    seconds.toFixed(1),
    rate.toFixed(0),
    (rate / ceiling).toFixed(2),
  ]);
}
row('ceiling: a read and a conditional put', ['', ceiling.toFixed(0), '1.00']);
row('conditional puts alone', ['', (await perSecond(put)).toFixed(0), '']);
