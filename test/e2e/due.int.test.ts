import { randomUUID } from 'node:crypto';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { beforeAll, describe, expect, it } from 'vitest';
import { importKey } from '#schemas/asset/import/state.ts';
import { jobKey } from '#schemas/capability/job/state.ts';
import type { Envelope } from '#schemas/envelope.ts';
import type { DomainEvent } from '#schemas/event.ts';
import { idOf } from '#schemas/id.ts';
import { AccountId, Actor, CommandId, CorrelationId } from '#schemas/primitives.ts';
import type { ServiceName } from '#schemas/services.ts';
import type { Aggregate } from '#shared/aggregate/aggregate.ts';
import { execute } from '#shared/aggregate/execute.ts';
import { DynamoEventStore } from '#shared/event-store/dynamo-store.ts';
import { Asset } from '../../functions/asset/asset/asset.ts';
import { Import } from '../../functions/asset/import/domain/import.ts';
import { Job } from '../../functions/capability/job/domain/job.ts';
import { documents } from '../support/endpoint.ts';
import { newTenant, type PlatformClient, prefix, type Tenant, until } from '../support/platform.ts';

const HOUR = 60 * 60 * 1000;
const DAY = 24 * HOUR;
/** What has been due for long is told of more seldom. */
const LATELY = 60 * 1000;

const lambda = new LambdaClient({});

let tenant: Tenant;
let client: PlatformClient;

beforeAll(async () => {
  tenant = await newTenant('due');
  client = tenant.client;
});

const ago = (milliseconds: number): string => new Date(Date.now() - milliseconds).toISOString();

/** Runs a command as the service itself would have done at another time. */
function executeAt<S, C, E extends DomainEvent>(
  now: string,
  aggregate: Aggregate<S, C, E>,
  key: string,
  command: C,
) {
  const store = new DynamoEventStore(documents, `${prefix}-${aggregate.service}`, 'us-east-1');
  const id = randomUUID();
  return execute(store, aggregate, {
    key,
    command,
    context: {
      accountId: AccountId.parse(tenant.accountId),
      actor: Actor.parse(`service:${aggregate.service}`),
      commandId: CommandId.parse(id),
      body: id,
      correlationId: CorrelationId.parse(id),
      causationId: id,
      now,
    },
  });
}

/** What the schedule does every minute. */
async function sweep(service: ServiceName): Promise<void> {
  const { FunctionError, Payload } = await lambda.send(
    new InvokeCommand({ FunctionName: `${prefix}-${service}-reactions`, Payload: '{"kind":"sweep"}' }),
  );
  if (FunctionError) throw new Error(Buffer.from(Payload ?? []).toString());
}

const typesOf = (items: readonly Envelope[]) => items.map((event) => event.event_type);

/** A history, once it has an event of this type. */
async function historyWith(type: string, read: () => Promise<{ body: { items: Envelope[] } }>) {
  return until(type, async () => {
    const { items } = (await read()).body;
    return typesOf(items).includes(type) ? items : undefined;
  });
}

async function createAssetAt(now: string, dns: string, source: string): Promise<string> {
  const key = `#asset#${dns}#${dns}`;
  await executeAt(now, Asset, key, {
    type: 'CreateAsset',
    dns,
    name: dns,
    source,
    origin: '',
    tags: [],
    attributes: {},
    technologies: [],
    attackSurface: [],
    metadata: {},
  });
  return idOf(key);
}

describe('an asset that nobody has seen for longer than it lives', () => {
  it('is gone for readers at once, and expires exactly once however often it is swept', async () => {
    const old = await createAssetAt(ago(30 * DAY + LATELY), 'old.due.example', 'self');
    const seed = await createAssetAt(ago(400 * DAY), 'seed.due.example', 'seed');
    const young = await createAssetAt(ago(DAY), 'young.due.example', 'self');

    expect((await client.getAsset({ params: { id: old } })).body).toMatchObject({
      status: 'D',
      deletion: { reason: 'expired' },
    });
    const listed = await client.listAssets({ query: { consistent: 'true' } });
    expect(listed.body.items.map(({ id }) => id).toSorted()).toEqual([seed, young].toSorted());

    await Promise.all([sweep('asset'), sweep('asset')]);
    const read = () => client.getAssetHistory({ params: { id: old }, query: {} });
    await historyWith('AssetDeleted', read);
    await sweep('asset');
    // Behind this one in the same queue: once it has expired, so have the messages of the sweep before.
    const later = await createAssetAt(ago(30 * DAY + LATELY), 'later.due.example', 'self');
    await sweep('asset');
    await historyWith('AssetDeleted', () => client.getAssetHistory({ params: { id: later }, query: {} }));

    const { items } = (await read()).body;
    expect(typesOf(items)).toEqual(['AssetDiscovered', 'AssetDeleted']);
    expect(items[1]).toMatchObject({
      event_data: { reason: 'expired' },
      metadata: { actor: 'service:asset', account_id: tenant.accountId },
    });
    for (const id of [seed, young]) {
      expect((await client.getAsset({ params: { id } })).body).toMatchObject({ version: 1 });
    }
  });
});

describe('a job that gets no further', () => {
  const scheduleAt = async (at: string) => {
    const jobId = randomUUID();
    await executeAt(at, Job, jobKey(jobId), {
      type: 'ScheduleJob',
      jobId,
      capability: 'nmap',
      file: { name: 'never.xml', size: 10 },
      target: undefined,
      config: {},
      upload: { bucket: 'none', key: jobId },
    });
    return jobId;
  };
  const historyOfJob = (jobId: string) =>
    historyWith('JobTimedOut', () =>
      client.getJobHistory({ params: { id: idOf(jobKey(jobId)) }, query: {} }),
    );

  it('times out once, and one that still has time waits on', async () => {
    const [waiting, fresh] = await Promise.all([scheduleAt(ago(HOUR + LATELY)), scheduleAt(ago(0))]);
    await Promise.all([sweep('capability'), sweep('capability')]);
    expect(typesOf(await historyOfJob(waiting))).toEqual(['JobScheduled', 'JobStarted', 'JobTimedOut']);
    expect((await client.getJob({ params: { id: idOf(jobKey(waiting)) } })).body).toMatchObject({
      status: 'timed-out',
      reason: { code: 'upload-timed-out', message: expect.stringMatching(/No file came/) },
    });
    expect((await client.getJob({ params: { id: idOf(jobKey(fresh)) } })).body.status).toBe('running');
  });
});

describe('an import of which a chunk never comes through', () => {
  it('ends as incomplete, and names the chunks that are missing', async () => {
    const jobId = randomUUID();
    const now = ago(6 * HOUR + LATELY);
    await executeAt(now, Import, importKey(jobId), {
      type: 'StartImport',
      jobId,
      fileName: 'half.xml',
      capability: 'nmap',
      manifest: { bucket: 'none', key: 'none', sha256: '0'.repeat(64) },
      lists: { bucket: 'none', prefix: 'none/' },
      total: 3,
    });
    await executeAt(now, Import, importKey(jobId), {
      type: 'NoteChunk',
      chunk: 2,
      list: { key: 'chunk-2/none.json', sha256: '0'.repeat(64) },
      counts: { observed: 5, appeared: 5, gone: 0, opened: 1, closed: 0, refused: 0 },
    });
    await Promise.all([sweep('asset'), sweep('asset')]);
    const id = idOf(importKey(jobId));
    const items = await historyWith('ImportIncomplete', () =>
      client.getImportHistory({ params: { id }, query: {} }),
    );
    expect(typesOf(items)).toEqual(['ImportStarted', 'ImportChunkNoted', 'ImportIncomplete']);
    expect(items[2]?.event_data).toMatchObject({ missing: expect.stringMatching(/1.*3/) });
    expect((await client.getImport({ params: { id } })).body).toMatchObject({
      status: 'incomplete',
      noted: 1,
      counts: { observed: 5 },
    });
  });
});
