import { describe, expect, it } from 'vitest';
import {
  createAsset,
  deleteAsset,
  getAsset,
  getAssetHistory,
  listAssets,
  reclassifyAsset,
  tagAsset,
  updateAsset,
} from '#schemas/asset/asset/routes.ts';
import { AssetStatus } from '#schemas/asset/values.ts';
import { idOf } from '#schemas/id.ts';
import { createInMemoryStore } from '#shared/event-store/in-memory.ts';
import { sourceOf } from '../../../functions/asset/asset/asset-list.ts';
import { DAYS } from '../samples.ts';
import { type AssetService, assetService } from '../service.ts';

const WWW = { dns: 'www.acme.test', name: '192.0.2.10' };
const OTHER_ACCOUNT = '0b0f3f7e-6a1c-4c58-9a54-ffffffffffff';

/** Three assets of different classes, a day apart. */
async function three(service: AssetService) {
  const made = [
    WWW,
    { dns: 'acme.com', tags: ['main'] },
    { dns: 'db.acme.test', name: '2001:db8::1', status: 'F', tags: ['db', 'main'] },
  ];
  for (const body of made) {
    await service.ok(createAsset, { body });
    service.pass(DAYS);
  }
}

const keysOf = async (service: AssetService, query: Record<string, string> = {}) =>
  (await service.ok(listAssets, { query })).items.map(({ key }) => key);

const KEYS = {
  www: '#asset#www.acme.test#192.0.2.10',
  main: '#asset#acme.com#acme.com',
  db: '#asset#db.acme.test#2001:db8::1',
};

describe('an asset that a person creates', () => {
  it('is there at once, with its id, key and version', async () => {
    const service = assetService();
    const made = await service.call(createAsset, { body: WWW });
    expect(made).toMatchObject({ status: 201, body: { id: idOf(KEYS.www), key: KEYS.www, version: 1 } });
    const read = await service.call(getAsset, { id: idOf(KEYS.www) });
    expect(read).toMatchObject({
      status: 200,
      headers: { etag: '"1"' },
      body: { ...WWW, status: 'A', ports: [] },
    });
  });

  it('is made once by a request that comes twice, and refused when asked for again', async () => {
    const service = assetService();
    const request = { body: WWW, headers: { 'idempotency-key': 'k-1' } };
    const first = await service.ok(createAsset, request);
    expect(await service.ok(createAsset, request)).toEqual(first);
    expect(await service.call(createAsset, { body: WWW })).toMatchObject({
      status: 409,
      problem: { code: 'already-exists' },
    });
    const other = { ...request, body: { ...WWW, tags: ['x'] } };
    expect(await service.call(createAsset, other)).toMatchObject({
      problem: { code: 'idempotency-mismatch' },
    });
  });

  it.each([
    [{}, 'body.dns'],
    [{ dns: '' }, 'body.dns'],
    [{ dns: 'a#b' }, 'body.dns'],
    [{ dns: 'a.test', name: '\u0007' }, 'body.name'],
    [{ dns: 'a.test', status: 'X' }, 'body.status'],
    [{ dns: 'a.test', source: 'nmap' }, 'body.source'],
    [{ dns: 'a.test', tags: ['ok', ''] }, 'body.tags.1'],
    [{ dns: 'a.test', attributes: { 'a#b': '1' } }, 'body.attributes.a#b'],
    [{ dns: 'a.test', class: 'tld' }, 'body.class'],
    [{ dns: 'a\u0085b' }, 'body.dns'],
  ])('as %j is refused, naming %s', async (body, path) => {
    const { status, problem } = await assetService().call(createAsset, { body });
    expect(status).toBe(400);
    expect(problem?.errors?.map((error) => error.path)).toContain(path);
  });

  it('needs the permission to write', async () => {
    const service = assetService();
    expect(await service.call(createAsset, { body: WWW, permissions: 'read' })).toMatchObject({
      status: 403,
    });
    expect(await service.call(listAssets, { permissions: 'write_assets' })).toMatchObject({ status: 403 });
  });
});

describe('an asset of another account', () => {
  it('reads like one that does not exist, and cannot be changed', async () => {
    const service = assetService();
    const { id } = await service.ok(createAsset, { body: WWW });
    const theirs = { id, account: OTHER_ACCOUNT };
    const missing = { id: idOf('#asset#x#y') };
    for (const [contract, body] of [
      [getAsset, undefined],
      [getAssetHistory, undefined],
      [updateAsset, { status: 'F' }],
      [tagAsset, { tags: [] }],
      [reclassifyAsset, { class: 'x' }],
      [deleteAsset, undefined],
    ] as const) {
      const call = body === undefined ? {} : { body };
      const [one, other] = [
        await service.call(contract, { ...theirs, ...call }),
        await service.call(contract, { ...missing, ...call }),
      ];
      expect(one.status).toBe(404);
      expect({ ...one.problem, correlationId: '' }).toEqual({ ...other.problem, correlationId: '' });
    }
    expect((await service.ok(listAssets, { account: OTHER_ACCOUNT })).items).toEqual([]);
    expect(await service.ok(getAsset, { id })).toMatchObject({ version: 1 });
  });
});

describe('changing an asset', () => {
  it('answers the version that it led to, and asks for the right one', async () => {
    const service = assetService();
    const { id } = await service.ok(createAsset, { body: WWW });
    const change = { id, body: { status: 'F', comment: 'not ours' }, headers: { 'if-match': '"1"' } };
    expect(await service.ok(updateAsset, change)).toMatchObject({ version: 2 });
    expect(await service.call(updateAsset, { ...change, body: { status: 'A' } })).toMatchObject({
      status: 412,
      problem: { code: 'version-mismatch', details: { expected: 1, actual: 2 } },
    });
    expect(await service.ok(getAsset, { id })).toMatchObject({
      status: 'F',
      history: [{ from: 'A', to: 'F', by: 'user:ada@example.com', comment: 'not ours' }],
    });
  });

  it('to its present values changes nothing', async () => {
    const service = assetService();
    const { id } = await service.ok(createAsset, { body: WWW });
    expect(await service.ok(updateAsset, { id, body: { status: 'A' } })).toMatchObject({ version: 1 });
  });

  it('tags, reclassifies and deletes it, all of which its history tells', async () => {
    const service = assetService();
    const { id } = await service.ok(createAsset, { body: WWW });
    await service.ok(tagAsset, { id, body: { tags: ['a', 'a', 'b'] } });
    await service.ok(reclassifyAsset, { id, body: { class: 'printer' } });
    await service.ok(updateAsset, { id, body: { attributes: { owner: 'ops' }, country: 'DE' } });
    await service.ok(deleteAsset, { id });
    expect(await service.ok(deleteAsset, { id })).toMatchObject({ version: 5 });
    expect(await service.ok(getAsset, { id })).toMatchObject({
      version: 5,
      status: 'D',
      tags: ['a', 'b'],
      class: 'printer',
      attributes: { owner: 'ops' },
      country: 'DE',
      deletion: { reason: 'removed' },
    });
    const types: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await service.ok(getAssetHistory, {
        id,
        query: { limit: '2', ...(cursor && { cursor }) },
      });
      types.push(...page.items.map((event) => `${event.aggregate_version} ${event.event_type}`));
      cursor = page.cursor;
    } while (cursor !== undefined);
    expect(types).toEqual([
      '1 AssetDiscovered',
      '2 AssetTagged',
      '3 AssetReclassified',
      '4 AssetUpdated',
      '5 AssetDeleted',
    ]);
  });

  it('refuses too many attributes, naming them', async () => {
    const service = assetService();
    const attributes = Object.fromEntries(Array.from({ length: 100 }, (_, index) => [`a${index}`, '1']));
    const { id } = await service.ok(createAsset, { body: { ...WWW, attributes } });
    expect(await service.call(updateAsset, { id, body: { attributes: { more: '1' } } })).toMatchObject({
      status: 422,
      problem: { code: 'too-many-attributes', errors: [{ path: 'body.attributes' }] },
    });
  });
});

describe('a list of assets', () => {
  it('has a summary of each, the same with every filter and from every source', async () => {
    const service = assetService();
    await three(service);
    const { items } = await service.ok(listAssets);
    expect(items.map(({ key }) => key)).toEqual([KEYS.main, KEYS.db, KEYS.www]);
    expect(items[0]).toMatchObject({ class: 'tld', tags: ['main'], openPorts: 0 });
    for (const query of [
      { class: 'tld' },
      { status: 'A' },
      { keyPrefix: KEYS.main },
      { consistent: 'true' },
    ]) {
      const found = await service.ok(listAssets, { query });
      expect(found.items.find(({ key }) => key === KEYS.main)).toEqual(items[0]);
    }
  });

  it('has everything that is known of each with view=full, as a read of each one shows it', async () => {
    const service = assetService();
    await three(service);
    for (const query of [{}, { status: 'A' }, { class: 'tld' }, { keyPrefix: KEYS.main }]) {
      const { items } = await service.ok(listAssets, { query: { ...query, view: 'full' } });
      expect(items.length).toBeGreaterThan(0);
      for (const item of items) expect(item).toEqual(await service.ok(getAsset, { id: item.id }));
    }
  });

  it.each([
    [{ class: 'ipv4' }, [KEYS.www]],
    [{ class: 'tld' }, [KEYS.main]],
    [{ class: 'none' }, []],
    [{ status: 'F' }, [KEYS.db]],
    [{ status: 'A', class: 'ipv4' }, [KEYS.www]],
    [{ status: 'A', class: 'ipv6' }, []],
    [{ tag: 'main' }, [KEYS.main, KEYS.db]],
    [{ status: 'F', tag: 'db' }, [KEYS.db]],
    [{ keyPrefix: '#asset#db.' }, [KEYS.db]],
    [{ keyPrefix: '#asset#db.', status: 'A' }, []],
    [{ class: 'tld', createdFrom: '2026-11-25' }, [KEYS.main]],
    [{ class: 'tld', createdTo: '2026-11-24' }, []],
    [{ class: 'tld', createdFrom: '2026-11-25T12:00:00Z', createdTo: '2026-11-25T12:00:00Z' }, [KEYS.main]],
    [{ createdFrom: '2026-11-26' }, [KEYS.db]],
    [{ createdTo: '2026-11-24' }, [KEYS.www]],
  ])('of %j is %j, by index and by table', async (query, keys) => {
    const service = assetService();
    await three(service);
    expect(await keysOf(service, query)).toEqual(keys);
    expect(await keysOf(service, { ...query, consistent: 'true' })).toEqual(keys);
  });

  it('hides deleted and overdue assets, unless they are asked for', async () => {
    const service = assetService();
    await three(service);
    await service.ok(deleteAsset, { id: idOf(KEYS.main) });
    expect(await keysOf(service)).toEqual([KEYS.db, KEYS.www]);
    service.pass(40 * DAYS);
    expect(await keysOf(service)).toEqual([KEYS.db]);
    expect(await keysOf(service, { status: 'A' })).toEqual([]);
    expect(await keysOf(service, { class: 'ipv4' })).toEqual([]);
    expect(await keysOf(service, { status: 'D', consistent: 'true' })).toEqual([KEYS.main, KEYS.www]);
    expect(await service.ok(getAsset, { id: idOf(KEYS.www) })).toMatchObject({
      status: 'D',
      deletion: { reason: 'expired' },
    });
  });

  // What the README and the contract say of read-your-writes: the table where one asks for it, and an index otherwise.
  it.each<[string, Record<string, string>]>([
    ['status', {}],
    ['status', { tag: 'main' }],
    ['status', { status: 'A' }],
    ['status', { status: 'A', keyPrefix: '#asset#a' }],
    ['class', { class: 'ipv4', status: 'A' }],
    ['base', { keyPrefix: '#asset#a' }],
    ['base', { view: 'full', class: 'ipv4' }],
    ['base', { consistent: 'true', status: 'A' }],
  ])('is read from the source "%s" where %j is asked for', (kind, query) => {
    expect(sourceOf(listAssets.query.parse(query)).kind).toBe(kind);
  });

  // The sweep comes by once a minute. Until then an overdue asset is deleted to who reads it, and was in no list of a status.
  it.each<Record<string, string>>([{}, { consistent: 'true' }, { view: 'full' }, { keyPrefix: '#asset#' }])(
    'of a status has just the assets that a read of each one gives that status, overdue ones too: %j',
    async (source) => {
      const service = assetService();
      await three(service);
      await service.ok(createAsset, { body: { dns: 'pending.acme.test', status: 'P' } });
      await service.ok(createAsset, { body: { dns: 'rejected.acme.test', status: 'FR' } });
      await service.ok(createAsset, { body: { dns: 'removed.acme.test' } });
      await service.ok(deleteAsset, { id: idOf('#asset#removed.acme.test#removed.acme.test') });
      const made = [...(await keysOf(service)), ...(await keysOf(service, { status: 'D' }))];
      for (const days of [0, 40]) {
        service.pass(days * DAYS);
        for (const status of AssetStatus.options) {
          const reads = await Promise.all(made.map((key) => service.ok(getAsset, { id: idOf(key) })));
          const expected = reads.filter((read) => read.status === status).map(({ key }) => key);
          expect(await keysOf(service, { ...source, status })).toEqual(expected.toSorted());
        }
      }
    },
  );

  it.each([{}, { class: 'ipv4' }, { status: 'A' }])(
    'of %j comes page by page, each asset once',
    async (query) => {
      const service = assetService();
      const count = 23;
      for (let host = 0; host < count; host += 1) {
        await service.ok(createAsset, { body: { dns: `host-${host}.acme.test`, name: `192.0.2.${host}` } });
        service.pass(1);
      }
      const seen: string[] = [];
      let cursor: string | undefined;
      do {
        const page = await service.ok(listAssets, {
          query: { ...query, limit: '5', ...(cursor && { cursor }) },
        });
        expect(page.items.length).toBeLessThanOrEqual(5);
        seen.push(...page.items.map(({ key }) => key));
        cursor = page.cursor;
      } while (cursor !== undefined);
      expect(seen).toHaveLength(count);
      expect(new Set(seen).size).toBe(count);
    },
  );

  it.each(['2026-11-24T00:00:00+01:00', '2026-11-24T00:00:00'])(
    'from the moment %s is refused with every spelling that it takes',
    async (createdFrom) => {
      const { problem } = await assetService().call(listAssets, { query: { createdFrom } });
      expect(problem?.errors).toMatchObject([
        {
          path: 'query.createdFrom',
          message: expect.stringMatching(/2026-01-31, or .*2026-01-31T12:00:00Z/),
        },
      ]);
    },
  );

  it('goes on only with its own cursor', async () => {
    const service = assetService();
    await three(service);
    const { cursor } = await service.ok(listAssets, { query: { limit: '1' } });
    for (const call of [
      { query: { limit: '1', status: 'A', cursor: cursor! } },
      { query: { limit: '1', cursor: `${cursor}x` } },
      { query: { limit: '1', cursor: cursor! }, account: OTHER_ACCOUNT },
    ]) {
      expect(await service.call(listAssets, call)).toMatchObject({
        status: 400,
        problem: { errors: [{ path: 'query.cursor' }] },
      });
    }
  });

  it('is as long as can be answered in bytes, with assets described in any letters', async () => {
    const service = assetService();
    const attributes = Object.fromEntries(
      Array.from({ length: 50 }, (_, index) => [`a${index}`, '資'.repeat(900)]),
    );
    for (let host = 0; host < 50; host += 1) {
      await service.ok(createAsset, {
        body: { dns: `h-${host}.acme.test`, name: `192.0.2.${host}`, attributes },
      });
    }
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const query = { view: 'full', limit: '200', ...(cursor && { cursor }) };
      const page = await service.ok(listAssets, { query });
      // The function answers JSON in which the body is a text; Lambda takes 6 MB of it.
      expect(Buffer.byteLength(JSON.stringify(JSON.stringify(page)))).toBeLessThan(6 * 1024 * 1024);
      seen.push(...page.items.map(({ key }) => key));
      cursor = page.cursor;
    } while (cursor !== undefined);
    expect(new Set(seen).size).toBe(50);
    expect(seen).toHaveLength(50);
  });

  it('reads a bounded number of whole assets at once, however long the page: each may be hundreds of kilobytes', async () => {
    const store = createInMemoryStore();
    const asked: number[] = [];
    const queryBase = store.queryBase.bind(store);
    store.queryBase = (query) => {
      if (query.prefix === 'ASSET') asked.push(query.limit);
      return queryBase(query);
    };
    const service = assetService({ store });
    await Promise.all(
      Array.from({ length: 120 }, (_, host) =>
        service.ok(createAsset, { body: { dns: `host-${host}.acme.test`, name: `192.0.2.${host}` } }),
      ),
    );
    const { items, cursor } = await service.ok(listAssets, { query: { view: 'full', limit: '200' } });
    expect([items.length, cursor]).toEqual([120, undefined]);
    expect(Math.max(...asked)).toBeLessThanOrEqual(51);
  });

  it('reads a bounded number of assets that a filter leaves out, and goes on from there', async () => {
    const service = assetService();
    await Promise.all(
      Array.from({ length: 120 }, (_, host) =>
        service.ok(createAsset, { body: { dns: `host-${host}.acme.test`, name: `192.0.2.${host}` } }),
      ),
    );
    const query = { tag: 'none', limit: '2', view: 'full' };
    const first = await service.ok(listAssets, { query });
    expect(first.items).toEqual([]);
    expect(first.cursor).toBeDefined();
  });
});
