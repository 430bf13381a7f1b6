import { randomUUID } from 'node:crypto';
import { DeleteCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AccountId } from '#schemas/primitives.ts';
import { partitionOf, shardOf } from '#shared/event-store/address.ts';
import { type BusListener, listenToBus } from '../support/bus-listener.ts';
import { documents } from '../support/endpoint.ts';
import { importScan, newTenant, prefix, type Tenant, until } from '../support/platform.ts';
import { isParkedIn, parkedIn, sendTo } from '../support/queues.ts';

const SHARDS = 4;

let tenant: Tenant;

beforeAll(async () => {
  tenant = await newTenant('poison');
});

const scan = (name: string): Buffer =>
  Buffer.from(
    `<nmaprun scanner="nmap" args="nmap" start="1795478640" version="7.93"><host><status state="up"/><address addr="192.0.2.1" addrtype="ipv4"/><hostnames><hostname name="${name}"/></hostnames><ports/></host></nmaprun>`,
  );

describe('an item that is no tip, in a table', () => {
  let bus: BusListener;
  const corrupt: { PK: string; SK: string }[] = [];

  beforeAll(async () => {
    bus = await listenToBus('chariot.asset', tenant.accountId);
  });

  afterAll(async () => {
    await bus.stop();
    for (const Key of corrupt) await documents.send(new DeleteCommand({ TableName: `${prefix}-asset`, Key }));
  });

  /** What nobody of ours would write, beside the assets of one partition. */
  async function writeCorrupt(PK: string, more: Record<string, unknown>): Promise<string> {
    const SK = `ASSET##asset#corrupt#${randomUUID()}`;
    corrupt.push({ PK, SK });
    await documents.send(
      new PutCommand({ TableName: `${prefix}-asset`, Item: { PK, SK, Version: 1, ...more } }),
    );
    return SK;
  }

  /** Addresses of assets that lie in one partition, so that one stream tells of them. */
  const inOnePartition = (count: number): { name: string; partition: string }[] => {
    const names = Array.from({ length: 200 }, (_, n) => `h${n}.poison.example`);
    const together = names.filter((name) => shardOf(`#asset#${name}#${name}`, SHARDS) === 0);
    const partition = partitionOf(AccountId.parse(tenant.accountId), 0);
    return together.slice(0, count).map((name) => ({ name, partition }));
  };

  it('is parked whole and with its reason, while the records before and behind it are published', async () => {
    const { client } = tenant;
    const assets = inOnePartition(6);
    const bodies = ['nothing else', { Type: 'Asset', Key: 7 }];
    const keys: string[] = [];
    for (const [index, { name, partition }] of assets.entries()) {
      await client.createAsset({ body: { dns: name, name } });
      const broken = bodies[index - 2];
      if (broken !== undefined) keys.push(await writeCorrupt(partition, { Data: broken }));
    }
    const published = await until('every good event', async () => {
      const events = await bus.received();
      return new Set(events.map(({ event_id }) => event_id)).size >= assets.length ? events : undefined;
    });
    expect(new Set(published.map(({ aggregate_id }) => aggregate_id))).toEqual(
      new Set(assets.map(({ name }) => `#asset#${name}#${name}`)),
    );
    for (const key of keys) {
      const { reason, source, payload } = await parkedIn('asset-relay', key);
      expect(reason).toMatchObject({
        code: 'unreadable-item',
        message: expect.stringMatching(/form of a tip/),
      });
      expect(reason.errors.map(({ path }) => path)).toEqual(
        expect.arrayContaining(['Events', 'Account', 'Key']),
      );
      expect(source).toBe(`${prefix}-asset-relay`);
      expect(payload).toMatchObject({ dynamodb: { NewImage: { SK: { S: key } } } });
    }
  });
});

describe('a message that cannot be understood', () => {
  const busMessage = (type: string, data: object, mark: string) =>
    JSON.stringify({
      'detail-type': type,
      source: 'chariot.capability',
      detail: {
        event_id: randomUUID(),
        aggregate_id: `#job#${mark}`,
        aggregate_type: 'Job',
        event_type: type,
        event_version: 1,
        aggregate_version: 1,
        event_data: data,
        metadata: {
          account_id: tenant.accountId,
          actor: 'service:capability',
          command_id: randomUUID(),
          correlation_id: mark,
          causation_id: mark,
          vector_clock: {},
        },
        timestamp: new Date().toISOString(),
        service_name: 'capability',
        state: {},
        state_version: 1,
        state_schema: 1,
      },
    });

  const notJson = (mark: string) => `{"half": "${mark}`;
  const notOfTheBus = (mark: string) => JSON.stringify({ hello: mark });
  const noEvent = (mark: string) =>
    JSON.stringify({ 'detail-type': 'JobCompleted', source: 'chariot.capability', detail: { mark } });

  it.for([
    ['that is no JSON', 'asset-events', notJson, 'unreadable-message', 'asset-events'],
    ['that is not of the bus', 'asset-events', notOfTheBus, 'unreadable-message', 'asset-events'],
    ['that is no event', 'asset-events', noEvent, 'unreadable-event', 'asset-events'],
    [
      'whose event has other data',
      'asset-events',
      (mark: string) => busMessage('JobCompleted', { jobId: 7 }, mark),
      'unreadable-event',
      'asset-events',
    ],
    ['that is no JSON', 'capability-jobs', notJson, 'unreadable-message', 'capability-jobs'],
    ['that is no event', 'capability-jobs', noEvent, 'unreadable-event', 'capability-jobs'],
    ['that is no chunk', 'asset-imports', notOfTheBus, 'unreadable-message', 'asset-imports'],
    ['that is no due date', 'asset-due', notOfTheBus, 'unreadable-message', 'asset-due'],
  ] as const)('%s, in %s, is parked whole with its reason', async ([, queue, body, code, parking]) => {
    const mark = randomUUID();
    await sendTo(queue, body(mark));
    const parked = await parkedIn(parking, mark);
    expect(parked.reason.code).toBe(code);
    expect(parked.reason.message.length).toBeGreaterThan(10);
    expect(parked.source).toBe(`${prefix}-${queue}`);
    expect(JSON.stringify(parked.payload)).toContain(mark);
  });

  it('that no code handles yet waits in its queue, and is not parked', async () => {
    const [newer, poison] = [randomUUID(), randomUUID()];
    await sendTo('asset-events', busMessage('JobForgotten', {}, newer));
    await sendTo('asset-events', notJson(poison));
    // The poison came second: by the time that it is parked, the other message has been looked at.
    await parkedIn('asset-events', poison);
    expect(await isParkedIn('asset-events', newer)).toBe(false);
  });

  it('holds up nobody: a scan that comes with it is imported', async () => {
    const marks = Array.from({ length: 4 }, () => randomUUID());
    await Promise.all(
      marks.flatMap((mark) =>
        ['asset-events', 'capability-jobs'].map((queue) => sendTo(queue, notJson(mark))),
      ),
    );
    const imported = await importScan(tenant.client, 'scan.xml', scan('fine.example'), 30);
    expect(imported.counts).toMatchObject({ observed: 1, appeared: 1 });
    for (const mark of marks) {
      await parkedIn('asset-events', mark);
      await parkedIn('capability-jobs', mark);
    }
  });
});
