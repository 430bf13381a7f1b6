import { gzipSync } from 'node:zlib';
import { ListBucketsCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { jobKey } from '../../schemas/capability/job.ts';
import { keyOf } from '../../schemas/id.ts';
import { changesOf, generatedScan, storedAssets } from '../support/imports.ts';
import { endOfImport, importScan, newTenant, prefix, sendScan, type Tenant } from '../support/platform.ts';
import { killAmid } from '../support/processes.ts';
import { impatient } from '../support/queues.ts';

const HOSTS = 200;
/** Characters between two hosts, so that the file takes a while to read and no more assets come of it. */
const PADDING = 200_000;
const WORKER = `${prefix}-capability-worker`;

const s3 = new S3Client({ forcePathStyle: true });

let restore: () => Promise<void>;
let bucket: string | undefined;

beforeAll(async () => {
  restore = await impatient('capability-jobs', 6);
  const { Buckets = [] } = await s3.send(new ListBucketsCommand({}));
  bucket = Buckets.find(({ Name }) => Name?.startsWith(`${prefix}-capability-files-`))?.Name;
});

afterAll(() => restore());

const padded = (scan: string): string => scan.replaceAll('</host>', `</host><!--${' '.repeat(PADDING)}-->`);

/** What the worker has written of a job's report since a moment: its chunks, and at last the manifest. */
async function written({ accountId }: Tenant, id: string, since: number) {
  const job = keyOf(id)?.slice(jobKey('').length);
  const { Contents = [] } = await s3.send(
    new ListObjectsV2Command({
      Bucket: bucket,
      Prefix: `reports/${accountId}/${job}/`,
    }),
  );
  const names = Contents.filter(({ LastModified }) => Number(LastModified) >= since - 1000).map(
    ({ Key = '' }) => Key,
  );
  const isWhole = names.some((name) => name.endsWith('manifest.json'));
  return { chunks: names.length, isWhole };
}

/** Kills the worker when a part of a report is written, and the report is not whole. Answers whether it came in time. */
const killAmidFile = (tenant: Tenant, id: string, since: number): Promise<boolean> =>
  killAmid(
    WORKER,
    async () => {
      const { chunks, isWhole } = await written(tenant, id, since);
      if (isWhole) return 'over';
      if (chunks > 0) return 'amid';
      const { body } = await tenant.client.getJob({ params: { id } });
      return body.status === 'processing' ? 'before' : 'over';
    },
    { sliceMs: 10 },
  );

describe('a worker that is killed in the middle of a file, twice', () => {
  test('comes back to the same report: one completion, the same changes, every asset once', async () => {
    const scan = gzipSync(padded(await generatedScan(HOSTS)));
    const [calm, killed] = await Promise.all([newTenant('calm'), newTenant('killed')]);
    const expected = await importScan(calm.client, 'scan.xml', scan);

    const id = await sendScan(killed.client, 'scan.xml', scan);
    const first = await killAmidFile(killed, id, 0);
    // The store's clock knows seconds only: what comes is told from what was there by a gap.
    const second = await killAmidFile(killed, id, Date.now() + 2_000);
    expect([first, second], 'kills amid the file').toEqual([true, true]);
    const imported = await endOfImport(killed.client, id);

    expect(imported).toMatchObject({ status: 'complete', counts: expected.counts });
    expect(await changesOf(killed.client, id)).toEqual(await changesOf(calm.client, expected.id));
    const history = await killed.client.getJobHistory({ params: { id }, query: {} });
    expect(history.body.items.map((event) => event.event_type)).toEqual([
      'JobScheduled',
      'JobStarted',
      'JobResultsReceived',
      'JobCompleted',
    ]);
    const assets = await storedAssets(killed.accountId);
    expect(assets.map(({ Version }) => Version)).toEqual(Array.from({ length: HOSTS }, () => 1));
  });
});
