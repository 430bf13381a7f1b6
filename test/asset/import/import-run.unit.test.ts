import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { getAsset, getAssetHistory, listAssets, tagAsset, updateAsset } from '#schemas/asset/asset/routes.ts';
import { isWhole } from '#schemas/asset/asset/views.ts';
import { getImport, listImportChanges, listImports } from '#schemas/asset/import/routes.ts';
import type { ImportChange } from '#schemas/asset/import/state.ts';
import { TerminalFailure, TransientFailure } from '#schemas/errors.ts';
import { idOf } from '#schemas/id.ts';
import type { EventStore } from '#shared/event-store/event-store.ts';
import { createInMemoryStore } from '#shared/event-store/in-memory.ts';
import { RECENT_COMMANDS } from '#shared/event-store/recent.ts';
import { importChunk } from '../../../functions/asset/import/import-chunk.ts';
import { observeChunk } from '../../../functions/asset/import/observe-chunk.ts';
import { nmapFile, openPort, upHost } from '../../capability/scan/scan-fixture.ts';
import { at } from '../samples.ts';
import { type AssetService, assetService } from '../service.ts';

const example = (name: string) => readFileSync(new URL(`../../../examples/${name}`, import.meta.url));
const MONDAY = example('acme-monday.xml');
const FRIDAY = example('acme-friday.xml');

async function changesOf(service: AssetService, id: string): Promise<ImportChange[]> {
  const all: ImportChange[] = [];
  let cursor: string | undefined;
  do {
    const page = await service.ok(listImportChanges, {
      id,
      query: { limit: '7', ...(cursor && { cursor }) },
    });
    all.push(...page.items);
    cursor = page.cursor;
  } while (cursor !== undefined);
  return all;
}

const short = (changes: readonly ImportChange[]) =>
  changes.map((entry) =>
    'port' in entry
      ? `${entry.change} ${entry.dns} ${entry.protocol}/${entry.port} ${entry.state}`
      : `${entry.change} ${entry.dns}`,
  );

async function assetsOf(service: AssetService) {
  const { items } = await service.ok(listAssets, { query: { view: 'full', limit: '200' } });
  return items.filter(isWhole);
}

const importsOf = async (service: AssetService) => (await service.ok(listImports, {})).items;

/** Name -> its open ports, as a person reads them. */
const openPorts = async (service: AssetService) =>
  Object.fromEntries(
    (await assetsOf(service)).map(({ dns, ports }) => [
      dns,
      ports
        .filter(({ state }) => state === 'open')
        .map(({ port, product }) => `${port} ${product ?? ''}`.trim()),
    ]),
  );

describe('Monday’s scan of the example estate', () => {
  it('makes ten assets with the ports that it shows', async () => {
    const service = assetService();
    const id = await service.importScan('acme-monday.xml', MONDAY);

    expect(await openPorts(service)).toEqual({
      'acme.test': ['80 nginx', '443 nginx'],
      'api.acme.test': ['8443 nginx'],
      'cache.acme.test': ['6379 Redis key-value store'],
      'db.acme.test': ['5432 PostgreSQL DB'],
      'files.acme.test': ['80 nginx'],
      'legacy.acme.test': ['443 Apache Tomcat/Coyote JSP engine', '8080 nginx'],
      'mail.acme.test': ['25 Postfix smtpd'],
      'staging.acme.test': ['8080 nginx'],
      'vpn.acme.test': ['443 nginx'],
      'www.acme.test': ['80 nginx', '443 nginx'],
    });
    expect(await service.ok(getImport, { id })).toMatchObject({
      status: 'complete',
      jobId: id,
      file: 'acme-monday.xml',
      total: 1,
      noted: 1,
      counts: { observed: 10, appeared: 10, gone: 0, opened: 13, closed: 0, refused: 0 },
    });
    const changes = await changesOf(service, id);
    expect(changes.filter(({ change }) => change === 'appeared')).toHaveLength(10);
    expect(changes.filter(({ change }) => change === 'opened')).toHaveLength(13);
  });

  it('keeps for each asset the facts that a person and a rule need', async () => {
    const service = assetService();
    await service.importScan('acme-monday.xml', MONDAY);
    const id = idOf('#asset#cache.acme.test#127.0.10.5');
    expect(await service.ok(getAsset, { id })).toMatchObject({
      key: '#asset#cache.acme.test#127.0.10.5',
      version: 1,
      class: 'ipv4',
      private: false,
      status: 'A',
      source: 'nmap',
      capability: ['nmap'],
      technologies: ['cpe:/a:redislabs:redis:7.0.15', 'cpe:/a:redis:redis:7.0.15'],
      openPorts: 1,
      ports: [{ protocol: 'tcp', port: 6379, state: 'open', service: 'redis', version: '7.0.15' }],
    });
  });
});

describe('Friday’s scan after it', () => {
  const both = async (...files: [string, Buffer][]) => {
    const service = assetService();
    const ids: string[] = [];
    for (const [name, file] of files) {
      ids.push(await service.importScan(name, file));
      service.pass(60);
    }
    return { service, ids };
  };

  it('reports closed ports and new hosts, and nothing else', async () => {
    const { service, ids } = await both(['monday', MONDAY], ['friday', FRIDAY]);
    expect(short(await changesOf(service, ids[1]!))).toEqual([
      'closed cache.acme.test tcp/6379 closed',
      'closed staging.acme.test tcp/8080 closed',
      'appeared shop.acme.test',
      'opened shop.acme.test tcp/443 open',
    ]);
    expect(await service.ok(getImport, { id: ids[1]! })).toMatchObject({
      counts: { observed: 11, appeared: 1, opened: 1, closed: 2, gone: 0 },
    });
  });

  it('keeps the closed port with the service that had answered there', async () => {
    const { service } = await both(['monday', MONDAY], ['friday', FRIDAY]);
    const { ports } = await service.ok(getAsset, { id: idOf('#asset#cache.acme.test#127.0.10.5') });
    expect(ports).toMatchObject([{ port: 6379, state: 'closed', product: 'Redis key-value store' }]);
  });

  it('a second time changes nothing but when the assets end', async () => {
    const { service } = await both(['monday', MONDAY], ['friday', FRIDAY]);
    const before = await assetsOf(service);
    const id = await service.importScan('friday again', FRIDAY);
    expect(await changesOf(service, id)).toEqual([]);
    expect(await assetsOf(service)).toEqual(
      before.map((asset) => ({ ...asset, ttl: expect.any(Number), version: asset.version + 1 })),
    );
  });

  it('before Monday’s leads to the same ports: the older one reports no change', async () => {
    const inOrder = await both(['monday', MONDAY], ['friday', FRIDAY]);
    const { service, ids } = await both(['friday', FRIDAY], ['monday', MONDAY]);
    expect(await openPorts(service)).toEqual(await openPorts(inOrder.service));
    expect(await changesOf(service, ids[1]!)).toEqual([]);
  });
});

describe('a host', () => {
  const imported = async (...hosts: string[]) => {
    const service = assetService();
    const id = await service.importScan('scan.xml', Buffer.from(nmapFile(hosts.join('\n'))));
    return { service, id };
  };
  const names = (...all: string[]) =>
    `<hostnames>${all.map((name) => `<hostname name="${name}" type="user"/>`).join('')}</hostnames>`;

  it('without a name stands for itself', async () => {
    const { service } = await imported(upHost(), upHost('', { address: '192.0.2.11' }));
    expect((await assetsOf(service)).map(({ key }) => key)).toEqual([
      '#asset#192.0.2.10#192.0.2.10',
      '#asset#192.0.2.11#192.0.2.11',
    ]);
  });

  it('with several names is as many assets, all with its ports', async () => {
    const { service } = await imported(
      upHost(`${names('a.test', 'b.test', 'A.test')}<ports>${openPort(80)}</ports>`),
    );
    expect(await openPorts(service)).toEqual({ 'a.test': ['80'], 'b.test': ['80'] });
  });

  it('comes out right with capitals and umlauts', async () => {
    const { service } = await imported(
      upHost(names('WWW.Example.COM', 'MÜNCHEN.example', 'münchen.example')),
    );
    expect((await assetsOf(service)).map(({ key }) => key)).toEqual([
      '#asset#www.example.com#192.0.2.10',
      '#asset#xn--mnchen-3ya.example#192.0.2.10',
    ]);
  });

  it('may have an IPv6 address, UDP ports and filtered ones', async () => {
    const ports = `<ports>${openPort(53, '<service name="domain"/>', 'udp')}
      <port protocol="udp" portid="161"><state state="open|filtered"/><service name="snmp"/></port>
      <port protocol="tcp" portid="81"><state state="filtered"/></port></ports>`;
    const v6 = `<host endtime="1795478650"><status state="up"/><address addr="2001:db8::7" addrtype="ipv6"/>${ports}</host>`;
    const { service } = await imported(v6);
    expect(await assetsOf(service)).toMatchObject([
      {
        key: '#asset#2001:db8::7#2001:db8::7',
        class: 'ipv6',
        ports: [
          { protocol: 'udp', port: 53, state: 'open', service: 'domain' },
          { protocol: 'tcp', port: 81, state: 'filtered' },
          { protocol: 'udp', port: 161, state: 'open|filtered', service: 'snmp' },
        ],
      },
    ]);
  });

  it('that is down is gone when it was known, and nothing when it was not', async () => {
    const { service } = await imported(upHost(`<ports>${openPort(80)}</ports>`));
    service.pass(60);
    const down = (address: string) =>
      `<host endtime="1795478700"><status state="down"/><address addr="${address}" addrtype="ipv4"/></host>`;
    const id = await service.importScan(
      'later.xml',
      Buffer.from(nmapFile(down('192.0.2.10') + down('192.0.2.99'))),
    );
    expect(short(await changesOf(service, id))).toEqual([
      'gone 192.0.2.10',
      'closed 192.0.2.10 tcp/80 filtered',
    ]);
    expect(await assetsOf(service)).toHaveLength(1);
  });

  it('that no asset can be made of is listed with the reason, and stops nobody', async () => {
    const { service, id } = await imported(upHost(names('bad##name.test', 'good.test')));
    expect(await changesOf(service, id)).toEqual([
      {
        change: 'refused',
        key: '',
        dns: 'bad##name.test',
        name: '192.0.2.10',
        code: 'invalid',
        reason: 'the asset has no valid dns and name; dns must not hold an empty part between #',
      },
      { change: 'appeared', key: '#asset#good.test#192.0.2.10', dns: 'good.test', name: '192.0.2.10' },
    ]);
    expect(await service.ok(getImport, { id })).toMatchObject({ counts: { observed: 1, refused: 1 } });
  });

  it('that stands twice in one file is one asset with the ports of both', async () => {
    const { service, id } = await imported(
      upHost(`<ports>${openPort(80)}</ports>`, { attributes: 'endtime="1795478650"' }),
      upHost(`<ports>${openPort(53, '', 'udp')}</ports>`, { attributes: 'endtime="1795478650"' }),
    );
    expect(short(await changesOf(service, id))).toEqual([
      'appeared 192.0.2.10',
      'opened 192.0.2.10 tcp/80 open',
      'opened 192.0.2.10 udp/53 open',
    ]);
  });
});

describe('an import', () => {
  const HOSTS = 210;
  const large = Buffer.from(
    nmapFile(
      Array.from({ length: HOSTS }, (_, index) =>
        upHost(`<ports>${openPort(80)}${index % 7 === 0 ? openPort(443) : ''}</ports>`, {
          address: `10.0.${Math.floor(index / 256)}.${index % 256}`,
        }),
      ).join('\n'),
    ),
  );

  it('of many chunks at once counts them all and ends once', async () => {
    const service = assetService();
    const event = await service.report('large.xml', large);
    await service.react(event);
    expect(service.queue).toHaveLength(3);
    const tasks = [...service.queue, ...service.queue];
    await Promise.all(tasks.map((task) => importChunk(service.importDeps, task, service.now())));
    const found = await service.ok(getImport, { id: idOf(event.aggregate_id) });
    expect(found).toMatchObject({
      status: 'complete',
      total: 3,
      noted: 3,
      counts: { observed: HOSTS, appeared: HOSTS, opened: HOSTS + 30 },
    });
    expect(await changesOf(service, found.id)).toHaveLength(2 * HOSTS + 30);
  });

  it('by a repeated event starts nothing twice and asks again only for the remaining chunks', async () => {
    const service = assetService();
    const event = await service.report('large.xml', large);
    await service.react(event);
    const [first] = service.queue.splice(0);
    await importChunk(service.importDeps, first!, service.now());
    await service.react(event);
    expect(service.queue.map(({ chunk }) => chunk.number)).toEqual([2, 3]);
    await service.drain();
    await service.react(event);
    expect(service.queue).toEqual([]);
    expect(await service.ok(getImport, { id: idOf(event.aggregate_id) })).toMatchObject({
      status: 'complete',
    });
  });

  it('of a file without hosts is complete at once', async () => {
    const service = assetService();
    const id = await service.importScan('empty.xml', Buffer.from(nmapFile('')));
    expect(await service.ok(getImport, { id })).toMatchObject({ status: 'complete', total: 0 });
    expect(await service.ok(listImportChanges, { id })).toEqual({ items: [], status: 'complete' });
  });

  it('is found by its own id and by that of its job', async () => {
    const service = assetService();
    const jobId = await service.importScan('monday', MONDAY);
    const { id } = await service.ok(getImport, { id: jobId });
    expect(id).not.toBe(jobId);
    expect(await service.ok(getImport, { id })).toMatchObject({ id, jobId });
  });

  it('gives one kind of change alone', async () => {
    const service = assetService();
    const id = await service.importScan('large.xml', large);
    const { items } = await service.ok(listImportChanges, { id, query: { change: 'gone' } });
    expect(items).toEqual([]);
    const opened = await service.ok(listImportChanges, { id, query: { change: 'opened', limit: '200' } });
    expect(opened.items).toHaveLength(200);
    expect(opened.cursor).toBeDefined();
  });

  it('carries the correlation id of its beginning onto every event of an asset', async () => {
    const service = assetService();
    await service.importScan('monday', MONDAY);
    const { items } = await service.ok(getAssetHistory, { id: idOf('#asset#www.acme.test#127.0.10.1') });
    expect(items[0]?.metadata).toMatchObject({ correlation_id: 'corr-1', actor: 'service:asset' });
  });

  it('parks a chunk whose bytes are not those that were written', async () => {
    const service = assetService();
    await service.react(await service.report('monday', MONDAY));
    const [task] = service.queue;
    const broken = { ...task!, chunk: { ...task!.chunk, sha256: '0'.repeat(64) } };
    await expect(importChunk(service.importDeps, broken, service.now())).rejects.toThrow(TerminalFailure);
  });
});

describe('a message of the import queue', () => {
  /** The first import's only chunk is done; its message comes once more. */
  async function repeated() {
    const service = assetService();
    const event = await service.report('monday', MONDAY);
    await service.react(event);
    const [task] = service.queue;
    await service.drain();
    return {
      service,
      event,
      again: () => importChunk(service.importDeps, task!, service.now()),
      task: task!,
    };
  }

  // SQS may hold a message back for days, and an operator may send it again: by then its commands are forgotten.
  it('that comes again when all of its commands are forgotten changes nothing, in the lists neither', async () => {
    const { service, event, again } = await repeated();
    const id = idOf('#asset#www.acme.test#127.0.10.1');
    for (let n = 0; n <= RECENT_COMMANDS; n += 1)
      await service.ok(tagAsset, { id, body: { tags: [`t${n}`] } });
    const [asset, changes] = [
      await service.ok(getAsset, { id }),
      await changesOf(service, idOf(event.aggregate_id)),
    ];
    service.pass(60);
    await again();
    expect(await service.ok(getAsset, { id })).toEqual(asset);
    expect(await changesOf(service, idOf(event.aggregate_id))).toEqual(changes);
  });

  it('for an import that was never started, or a chunk that it has not, observes nothing', async () => {
    const { service, task } = await repeated();
    const other = assetService();
    const deps = { ...service.importDeps, store: other.store };
    await expect(importChunk(deps, task, service.now())).rejects.toMatchObject({ code: 'not-found' });
    const empty = await other.report('empty', Buffer.from(nmapFile('')));
    await other.react(empty);
    const stray = { ...task, job: String(empty.event_data.jobId) };
    await expect(importChunk(deps, stray, service.now())).rejects.toMatchObject({ code: 'no-such-chunk' });
    expect(await assetsOf(other)).toEqual([]);
  });

  it('that names a chunk of another job, or another chunk of its own, observes nothing', async () => {
    const service = assetService();
    await service.react(await service.report('monday', MONDAY));
    await service.react(await service.report('friday', FRIDAY, at(1)));
    const [monday, friday] = service.queue;
    const crossed = { ...monday!, chunk: friday!.chunk };
    const misnumbered = { ...monday!, chunk: { ...monday!.chunk, number: 2 } };
    for (const task of [crossed, misnumbered]) {
      const moment = { since: service.now(), now: service.now() };
      const failed = observeChunk(service.importDeps, task, moment);
      await expect(failed).rejects.toMatchObject({ kind: 'terminal', code: 'object-corrupt' });
    }
    expect(await assetsOf(service)).toEqual([]);
  });

  it('is never asked for by a report that another job made', async () => {
    const service = assetService();
    const [monday, friday] = [
      await service.report('monday', MONDAY),
      await service.report('friday', FRIDAY, at(1)),
    ];
    const { manifest } = friday.event_data as { manifest: never };
    const crossed = { ...monday, event_data: { ...monday.event_data, manifest } };
    await expect(service.react(crossed)).rejects.toMatchObject({ kind: 'terminal', code: 'object-corrupt' });
    expect(await importsOf(service)).toEqual([]);
  });
});

/** A store that dies at its n-th write: before it, or after it was done. */
function dying(store: EventStore, atWrite: number, done: boolean): EventStore {
  let writes = 0;
  return new Proxy(store, {
    get(target, name) {
      if (name !== 'write') {
        const value: unknown = Reflect.get(target, name);
        return typeof value === 'function' ? value.bind(target) : value;
      }
      return async (write: Parameters<EventStore['write']>[0]) => {
        writes += 1;
        if (writes < atWrite) return target.write(write);
        if (writes === atWrite && done) await target.write(write);
        throw new TransientFailure('unavailable', 'the process was killed');
      };
    },
  });
}

describe('an import that is killed and begun again', () => {
  const lists = async (service: AssetService) =>
    Promise.all(
      service.objects.keys('files').map(async (key) => {
        const parts: Uint8Array[] = [];
        for await (const part of await service.objects.read({ bucket: 'files', key })) parts.push(part);
        return Buffer.concat(parts).toString('utf8');
      }),
    );

  it.each([1, 3, 7, 11, 12].flatMap((atWrite) => [[atWrite, false] as const, [atWrite, true] as const]))(
    'at write %i (done: %s) leaves the same lists, assets and versions',
    async (atWrite, done) => {
      const undisturbed = assetService();
      await undisturbed.importScan('monday', MONDAY);
      await undisturbed.importScan('friday', FRIDAY);

      const store = createInMemoryStore();
      const service = assetService({ store });
      await service.importScan('monday', MONDAY);
      await service.react(await service.report('friday', FRIDAY));
      const [task] = service.queue;
      const killed = importChunk(
        { ...service.importDeps, store: dying(store, atWrite, done) },
        task!,
        service.now(),
      );
      await expect(killed).rejects.toThrow(TransientFailure);
      service.pass(30);
      await service.drain();

      expect(await lists(service)).toEqual(await lists(undisturbed));
      const withoutTtl = async (one: AssetService) =>
        (await assetsOf(one)).map((asset) => ({ ...asset, ttl: 0, created: '' }));
      expect(await withoutTtl(service)).toEqual(await withoutTtl(undisturbed));
    },
  );
});

describe('an edit of an asset by a person', () => {
  it('outlives the next scan', async () => {
    const service = assetService();
    await service.importScan('monday', MONDAY);
    const id = idOf('#asset#vpn.acme.test#127.0.10.7');
    await service.ok(updateAsset, { id, body: { status: 'F', tags: ['vpn'], attributes: { owner: 'net' } } });
    await service.importScan('friday', FRIDAY);
    expect(await service.ok(getAsset, { id })).toMatchObject({
      status: 'F',
      ttl: 0,
      tags: ['vpn'],
      attributes: { owner: 'net' },
      openPorts: 1,
    });
  });
});
