import { gzipSync } from 'node:zlib';
import { ListBucketsCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { changesOf, generatedScan, sortedChanges, storedAssets } from '../support/imports.ts';
import { endOfImport, importScan, newTenant, prefix, sendScan, type Tenant } from '../support/platform.ts';
import { killAmid } from '../support/processes.ts';
import { impatient } from '../support/queues.ts';

const HOSTS = 200;
/** What scripts said of each host, so that the report takes a while to write and no more assets come of it. */
const SCRIPTS = 50;
const OUTPUT = 4_000;
/** Chunks are closed at two megabytes: ten hosts each. */
const CHUNKS = 20;
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

const padded = (scan: string): string => {
  const script = `<script id="x" output="${'o'.repeat(OUTPUT)}"/>`;
  return scan.replaceAll('</host>', `<hostscript>${script.repeat(SCRIPTS)}</hostscript></host>`);
};

/** What the worker has written of an account's only report since a moment: its chunks, and at last the manifest. */
async function written({ accountId }: Tenant, since: number) {
  const { Contents = [] } = await s3.send(
    new ListObjectsV2Command({ Bucket: bucket, Prefix: `reports/${accountId}/` }),
  );
  const objects = Contents.filter(({ LastModified }) => Number(LastModified) >= since - 1000).length;
  return { objects, isWhole: objects > CHUNKS };
}

/** Kills the worker when a part of the report is written, and the report is not whole. Answers whether it came in time. */
const killAmidFile = (tenant: Tenant, since: number): Promise<boolean> =>
  killAmid(
    WORKER,
    async () => {
      const { objects, isWhole } = await written(tenant, since);
      if (isWhole) return 'over';
      return objects > 0 ? 'amid' : 'before';
    },
    { sliceMs: 5 },
  );

describe('a worker that is killed in the middle of a file, twice', () => {
  it('comes back to the same report: one completion, the same changes, every asset once', async () => {
    const scan = gzipSync(padded(await generatedScan(HOSTS)));
    const [calm, killed] = await Promise.all([newTenant('calm'), newTenant('killed')]);
    const expected = await importScan(calm.client, 'scan.xml', scan);

    // The worker may begin before the client has its answer.
    const sent = sendScan(killed.client, 'scan.xml', scan);
    expect(await killAmidFile(killed, 0), 'first kill amid the file').toBe(true);
    // The store's clock knows seconds only: what comes is told from what was there by a gap.
    expect(await killAmidFile(killed, Date.now() + 2_000), 'second kill amid the file').toBe(true);
    const id = await sent;
    const imported = await endOfImport(killed.client, id);

    expect(imported).toMatchObject({ status: 'complete', counts: expected.counts });
    const changes = await changesOf(killed.client, id);
    expect(sortedChanges(changes)).toEqual(sortedChanges(await changesOf(calm.client, expected.id)));
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
