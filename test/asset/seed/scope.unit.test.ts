import { describe, expect, it } from 'vitest';
import {
  createAsset,
  getAsset,
  getAssetHistory,
  listAssets,
  updateAsset,
} from '#schemas/asset/asset/routes.ts';
import { listImportChanges } from '#schemas/asset/import/routes.ts';
import { addSeed, removeSeed, updateSeed } from '#schemas/asset/seed/routes.ts';
import { PublishedEvent } from '#schemas/envelope.ts';
import { TransientFailure } from '#schemas/errors.ts';
import { idOf } from '#schemas/id.ts';
import { InMemoryEventStore } from '#shared/event-store/in-memory.ts';
import { publishedGolden } from '../../kit/published-golden.ts';
import { at } from '../samples.ts';
import { type AssetService, assetService } from '../service.ts';

const host = (address: string, name = '') => `<host><status state="up" reason="syn-ack"/>
  <address addr="${address}" addrtype="ipv4"/>
  <hostnames>${name && `<hostname name="${name}" type="user"/>`}</hostnames>
  <ports><port protocol="tcp" portid="443"><state state="open" reason="syn-ack"/></port></ports></host>`;
const nmap = (...hosts: readonly string[]) =>
  Buffer.from(`<?xml version="1.0"?><nmaprun scanner="nmap" args="nmap" start="1795521600" version="7.94">
  <scaninfo type="syn" protocol="tcp" numservices="1" services="443"/>${hosts.join('')}
  <runstats><finished time="1795521660" exit="success"/></runstats></nmaprun>`);

/** One that is ours, one that nobody claimed, and one that must be left alone. */
const THREE = nmap(
  host('192.0.2.10', 'www.acme.test'),
  host('203.0.113.5', 'other.example.net'),
  host('192.0.2.66', 'partner.acme.test'),
);

const key = (dns: string, name: string) => `#asset#${dns}#${name}`;
const WWW = key('www.acme.test', '192.0.2.10');
const OTHER = key('other.example.net', '203.0.113.5');
const PARTNER = key('partner.acme.test', '192.0.2.66');
const ACME = '#seed#domain#acme.test';

async function withSeeds(service = assetService()): Promise<AssetService> {
  await service.ok(addSeed, { body: { value: 'acme.test' } });
  await service.ok(addSeed, { body: { value: '192.0.2.66', mode: 'exclude' } });
  return service;
}

const placed = async (service: AssetService, assetKey: string) => {
  const { inScope, seed } = await service.ok(getAsset, { id: idOf(assetKey) });
  return { inScope, seed };
};

const keysOf = async (service: AssetService, query: Record<string, string>) =>
  (await service.ok(listAssets, { query })).items.map((item) => item.key);

/** Delivers the newest event of the seeds, and all pages that follow from it. */
async function rematch(service: AssetService, type: 'SeedAdded' | 'SeedUpdated' | 'SeedRemoved') {
  const written = service.store instanceof InMemoryEventStore ? service.store.outbox : [];
  const last = written
    .flatMap(({ after }) => ('events' in after ? after.events : []))
    .findLast((event) => event.event_type === type);
  const golden = publishedGolden('asset', type === 'SeedRemoved' ? `${type}.v1` : `${type}.v2`);
  await service.events[type](PublishedEvent.parse({ ...golden, ...last }), service.now());
  for (let pages = 0; service.matching.length > 0; pages += 1) {
    if (pages === 100) throw new Error('the pages do not end');
    for (const task of service.matching.splice(0)) await service.matchAssets(task);
  }
}

describe('an import under seeds', () => {
  it('shows what is ours, what nobody claimed, and what is excluded', async () => {
    const service = await withSeeds();
    const id = await service.importScan('three.xml', THREE);
    const { items } = await service.ok(listImportChanges, { id });
    expect(items.filter(({ change }) => change !== 'opened')).toEqual([
      { change: 'appeared', key: WWW, dns: 'www.acme.test', name: '192.0.2.10', seed: ACME },
      { change: 'appeared', key: OTHER, dns: 'other.example.net', name: '203.0.113.5', inScope: false },
      expect.objectContaining({
        change: 'refused',
        key: PARTNER,
        code: 'out-of-scope',
        reason: 'it is excluded by #seed#ip#192.0.2.66',
      }),
    ]);
    expect(await placed(service, WWW)).toEqual({ inScope: true, seed: ACME });
    expect(await placed(service, OTHER)).toEqual({ inScope: false });
    expect(await service.call(getAsset, { id: idOf(PARTNER) })).toMatchObject({ status: 404 });
  });

  it('takes all as in scope where the account has declared nothing', async () => {
    const service = assetService();
    await service.ok(addSeed, { body: { value: '192.0.2.66', mode: 'exclude' } });
    await service.importScan('three.xml', THREE);
    expect(await placed(service, OTHER)).toEqual({ inScope: true });
    expect(await service.call(getAsset, { id: idOf(PARTNER) })).toMatchObject({ status: 404 });
  });

  it('counts no seed that is removed or rejected', async () => {
    const service = assetService();
    await service.ok(addSeed, { body: { value: 'example.net' } });
    await service.ok(addSeed, { body: { value: 'acme.test', status: 'FR' } });
    await service.ok(removeSeed, { id: idOf('#seed#domain#example.net') });
    await service.importScan('three.xml', THREE);
    expect(await placed(service, WWW)).toEqual({ inScope: true });
  });

  it('refuses an excluded host that is known, too, and leaves the asset as it was', async () => {
    const service = assetService();
    await service.importScan('three.xml', THREE);
    await service.ok(addSeed, { body: { value: '192.0.2.66', mode: 'exclude' } });
    service.pass(60);
    const before = await service.ok(getAsset, { id: idOf(PARTNER) });
    const id = await service.importScan('again.xml', THREE);
    const { items } = await service.ok(listImportChanges, { id, query: { change: 'refused' } });
    expect(items).toMatchObject([{ key: PARTNER, code: 'out-of-scope' }]);
    expect(await service.ok(getAsset, { id: idOf(PARTNER) })).toEqual(before);
  });

  it('reads the seeds per chunk, and not per host', async () => {
    const hosts = Array.from({ length: 50 }, (_, n) => host(`192.0.2.${n}`));
    const store = new CountingSummaries();
    const service = await withSeeds(assetService({ store }));
    await service.importScan('wide.xml', nmap(...hosts));
    expect(store.summaries).toBeLessThanOrEqual(8);
  });

  it('leaves no asset where seeds placed it that changed while the chunk was done', async () => {
    const service = await withSeeds();
    const store = service.store as InMemoryEventStore;
    const write = store.write.bind(store);
    let isFirst = true;
    store.write = async (written) => {
      if (written.stream.prefix === 'ASSET' && isFirst) {
        isFirst = false;
        await service.ok(updateSeed, { id: idOf(ACME), body: { mode: 'exclude' } });
        await rematch(service, 'SeedUpdated');
      }
      return write(written);
    };
    await service.importScan('three.xml', THREE);
    expect(await placed(service, WWW)).toEqual({ inScope: false, seed: ACME });
    expect(await placed(service, OTHER)).toEqual({ inScope: true });
  });
});

// A repeat of a chunk is answered with the events of the first time, which former seeds had placed.
it('an asset is where the seeds place it, though the chunk was broken off and they changed meanwhile', async () => {
  const service = await withSeeds();
  const store = service.store as InMemoryEventStore;
  const [write, query] = [store.write.bind(store), store.querySummaries.bind(store)];
  let isBroken = false;
  store.querySummaries = async (asked) => {
    if (isBroken) throw new TransientFailure('unavailable', 'the table is away');
    return query(asked);
  };
  store.write = async (written) => {
    if (written.stream.prefix === 'ASSET' && !isBroken) {
      await service.ok(updateSeed, { id: idOf(ACME), body: { mode: 'exclude' } });
      await rematch(service, 'SeedUpdated');
      isBroken = true;
    }
    return write(written);
  };
  await service.react(await service.report('three.xml', THREE));
  const [task] = service.queue;
  if (!task) throw new Error('the import asked for no chunk');
  await expect(service.handle(task)).rejects.toThrow('the table is away');
  [isBroken, store.write] = [false, write];
  expect(await placed(service, WWW)).toEqual({ inScope: true, seed: ACME });
  await service.handle(task);
  expect(await placed(service, WWW)).toEqual({ inScope: false, seed: ACME });
});

class CountingSummaries extends InMemoryEventStore {
  summaries = 0;
  override querySummaries(...query: Parameters<InMemoryEventStore['querySummaries']>) {
    this.summaries += 1;
    return super.querySummaries(...query);
  }
}

describe('a changed seed', () => {
  it('matches the assets of its account anew, in pages, and only writes what moves', async () => {
    const service = assetService({ assetsMatchedAtOnce: 2 });
    await service.importScan('three.xml', THREE);
    await service.importScan(
      'more.xml',
      nmap(...Array.from({ length: 20 }, (_, n) => host(`198.51.100.${n}`))),
      at(60),
    );
    await service.ok(addSeed, { body: { value: '198.51.100.0/28' } });
    await rematch(service, 'SeedAdded');
    expect(await keysOf(service, { seed: '#seed#ip#198.51.100.0/28' })).toHaveLength(16);
    expect(await keysOf(service, { seed: idOf('#seed#ip#198.51.100.0/28') })).toHaveLength(16);
    expect(await keysOf(service, { inScope: 'false' })).toHaveLength(7);
    const versions = async () => (await service.ok(listAssets, { query: { limit: '100' } })).items;
    const before = await versions();
    await rematch(service, 'SeedAdded');
    expect(await versions()).toEqual(before);
  });

  it('moves assets to the excluded side and back, and its tags move nothing', async () => {
    const service = await withSeeds();
    await service.importScan('three.xml', THREE);
    const id = idOf(ACME);
    await service.ok(updateSeed, { id, body: { mode: 'exclude' } });
    await rematch(service, 'SeedUpdated');
    expect(await placed(service, WWW)).toEqual({ inScope: false, seed: ACME });
    await service.ok(updateSeed, { id, body: { mode: 'include', subdomains: false } });
    await rematch(service, 'SeedUpdated');
    expect(await placed(service, WWW)).toEqual({ inScope: false });
    await service.ok(removeSeed, { id });
    await rematch(service, 'SeedRemoved');
    expect(await placed(service, WWW)).toEqual({ inScope: true });
    const history = await service.ok(getAssetHistory, { id: idOf(WWW) });
    expect(history.items.map((event) => event.event_type)).toEqual([
      'AssetDiscovered',
      'AssetScopeChanged',
      'AssetScopeChanged',
      'AssetScopeChanged',
    ]);
  });
});

describe('an asset that a person adds', () => {
  it('is matched as well, and in scope where no seed speaks of it', async () => {
    const service = await withSeeds();
    await service.ok(createAsset, { body: { dns: 'www.acme.test', name: '192.0.2.10' } });
    await service.ok(createAsset, { body: { dns: 'other.example.net', name: '203.0.113.5' } });
    await service.ok(createAsset, { body: { dns: 'partner.acme.test', name: '192.0.2.66' } });
    expect(await placed(service, WWW)).toEqual({ inScope: true, seed: ACME });
    expect(await placed(service, OTHER)).toEqual({ inScope: true });
    expect(await placed(service, PARTNER)).toEqual({ inScope: false, seed: '#seed#ip#192.0.2.66' });
  });

  it('comes into scope where a person makes a seed of what a scan had found', async () => {
    const service = await withSeeds();
    await service.importScan('three.xml', THREE);
    await service.ok(updateAsset, { id: idOf(OTHER), body: { source: 'seed' } });
    expect(await placed(service, OTHER)).toEqual({ inScope: true });
  });
});

describe('a seed', () => {
  it('has names below it only where it is a domain', async () => {
    const service = assetService();
    const body = { value: '192.0.2.0/24', subdomains: true };
    expect(await service.call(addSeed, { body })).toMatchObject({
      status: 400,
      problem: { code: 'invalid', errors: [{ path: 'body.subdomains' }] },
    });
  });
});
