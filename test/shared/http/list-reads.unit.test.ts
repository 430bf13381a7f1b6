import { expect, it } from 'vitest';
import { listKeys } from '#schemas/account/api-key/routes.ts';
import { listMembers } from '#schemas/account/membership/routes.ts';
import { createAsset, listAssets } from '#schemas/asset/asset/routes.ts';
import { listImports } from '#schemas/asset/import/routes.ts';
import { addSeed, listSeeds } from '#schemas/asset/seed/routes.ts';
import { createJob, listJobs } from '#schemas/capability/job/routes.ts';
import type { Contract } from '#schemas/contract.ts';
import { AccountId } from '#schemas/primitives.ts';
import type { EventStore, Tip } from '#shared/event-store/event-store.ts';
import { createCursors } from '#shared/http/cursor.ts';
import { createHttpHandler } from '#shared/http/handler.ts';
import type { HttpResult } from '#shared/http/outcome.ts';
import type { Route } from '#shared/http/route.ts';
import { createInMemoryObjectStore } from '#shared/object-store/in-memory.ts';
import type { Observability } from '#shared/runtime/observability.ts';
import { queryRoutes as accountRoutes } from '../../../functions/account/query-routes.generated.ts';
import { queryRoutes as assetRoutes } from '../../../functions/asset/query-routes.generated.ts';
import { queryRoutes as capabilityRoutes } from '../../../functions/capability/query-routes.generated.ts';
import { accountService } from '../../account/service.ts';
import { assetService } from '../../asset/service.ts';
import { nmapFile, upHost } from '../../capability/scan/scan-fixture.ts';
import { capabilityService } from '../../capability/service.ts';
import { countedStore } from '../../support/counted-store.ts';
import { ACCOUNT, granted, httpEvent, lambdaContext } from './events.ts';

const THINGS = 600;
/** What a listing from its beginning to its end may read for each item that it gives out. */
const MAX_READS = 1.1;

const QUIET: Observability = {
  log: { info: () => undefined, warn: () => undefined, error: () => undefined },
  meter: { count: () => undefined },
};

interface Kind {
  readonly contract: Contract;
  readonly query?: string;
  readonly prefix: string;
  readonly shards: number;
  readonly routes: readonly Route<never>[];
  /** Makes one thing of the kind, and answers its account. */
  readonly make: (store: EventStore) => Promise<string>;
}

const asset = { prefix: 'ASSET', shards: 4, contract: listAssets, routes: assetRoutes } as const;
const makeAsset = async (store: EventStore) => {
  await assetService({ store }).ok(createAsset, { body: { dns: 'www.acme.test', name: '192.0.2.1' } });
  return ACCOUNT;
};
const makeAccount = async (store: EventStore) => {
  const input = { name: 'Acme', owner: 'ann@example.com', idempotencyKey: 'one' };
  return (await accountService({ store }).createAccount(input)).accountId;
};
const makeJob = async (store: EventStore) => {
  const body = { capability: 'nmap', file: { name: 'scan.xml', size: 10 } };
  await capabilityService({ store }).ok(createJob, { body });
  return ACCOUNT;
};
const job = { prefix: 'JOB', shards: 4, contract: listJobs, routes: capabilityRoutes, make: makeJob };
const key = { prefix: 'KEY', shards: 2, contract: listKeys, routes: accountRoutes, make: makeAccount };

const kinds: Record<string, Kind> = {
  assets: { ...asset, make: makeAsset },
  'assets of the table': { ...asset, make: makeAsset, query: 'consistent=true' },
  'whole assets': { ...asset, make: makeAsset, query: 'view=full' },
  'assets of a class': { ...asset, make: makeAsset, query: 'class=ipv4' },
  'assets of a status': { ...asset, make: makeAsset, query: 'status=A' },
  seeds: {
    ...{ prefix: 'SEED', shards: 4, contract: listSeeds, routes: assetRoutes },
    make: async (store) => {
      await assetService({ store }).ok(addSeed, { body: { value: 'acme.test' } });
      return ACCOUNT;
    },
  },
  imports: {
    ...{ prefix: 'IMPORT', shards: 4, contract: listImports, routes: assetRoutes },
    make: async (store) => {
      await assetService({ store }).importScan('scan.xml', Buffer.from(nmapFile(upHost())));
      return ACCOUNT;
    },
  },
  jobs: job,
  'jobs of a status': { ...job, query: 'status=running' },
  keys: key,
  'keys of a status': { ...key, query: 'status=active' },
  members: { ...key, prefix: 'MEMBER', contract: listMembers },
};

/** Copies one thing under other keys, each at a moment of its own. */
async function multiply(store: EventStore, accountId: AccountId, { prefix, shards }: Kind): Promise<void> {
  const found: Tip[] = [];
  for (let shard = 0; shard < shards; shard += 1) {
    const query = { accountId, prefix, keyPrefix: '', shard, limit: 10 };
    found.push(...(await store.queryBase(query)).items.map(({ tip }) => tip));
  }
  const [one] = found;
  if (!one) throw new Error(`nothing was made under ${prefix}`);
  for (let n = 0; n < THINGS; n += 1) {
    const at = (entry: { partition: string; sort: string } | undefined) =>
      entry && { ...entry, sort: `${entry.sort}#${String((n * 7919) % THINGS).padStart(6, '0')}` };
    const { byType, byStatus, ...index } = one.index;
    const [type, status] = [at(byType), at(byStatus)];
    await store.write({
      stream: { accountId, prefix, shards, key: `${one.key}-${n}` },
      expectedVersion: 0,
      tip: {
        ...one,
        key: `${one.key}-${n}`,
        index: { ...index, ...(type && { byType: type }), ...(status && { byStatus: status }) },
      },
      page: [],
    });
  }
}

/** Asks for pages of a list. */
function pagesOf(kind: Kind, store: EventStore, accountId: AccountId) {
  const deps = {
    store,
    objects: createInMemoryObjectStore(),
    cursors: createCursors(async () => Buffer.alloc(32, 7)),
  };
  const handler = createHttpHandler({
    routes: kind.routes as readonly Route<typeof deps>[],
    deps,
    service: 'asset',
    clock: () => '2026-11-24T13:00:00.000Z',
    observability: QUIET,
  });
  return async (query: string, cursor: string | undefined) => {
    const event = httpEvent({
      path: kind.contract.path,
      query: `${query}${cursor ? `&cursor=${cursor}` : ''}`,
      authorizer: granted('read manage_accounts manage_settings', accountId),
    });
    const { statusCode, body } = (await handler(event, lambdaContext())) as HttpResult;
    expect(statusCode, body).toBe(200);
    return JSON.parse(body) as { items: unknown[]; cursor?: string };
  };
}

it.each(Object.keys(kinds).flatMap((name) => [50, 200].map((limit) => [name, limit] as const)))(
  'a listing of %s in pages of %i reads at most 1.1 items for each one that it gives out',
  async (name, limit) => {
    const kind = kinds[name]!;
    const { store, reads } = countedStore();
    const accountId = AccountId.parse(await kind.make(store));
    await multiply(store, accountId, kind);
    const page = pagesOf(kind, store, accountId);
    const before = reads();
    let [given, cursor]: [number, string | undefined] = [0, undefined];
    do {
      const got = await page(`limit=${limit}&${kind.query ?? ''}`, cursor);
      given += got.items.length;
      cursor = got.cursor;
    } while (cursor !== undefined);
    expect(given).toBeGreaterThanOrEqual(THINGS);
    expect((reads() - before) / given).toBeLessThanOrEqual(MAX_READS);
  },
);

// Pages that were as small as the limit, however rare the hits, took hundreds of requests to say that there are none.
it.each(
  ['assets', 'assets of the table', 'assets of a class', 'assets of a status'].flatMap((name) =>
    [1, 2, 50].map((limit) => [name, limit] as const),
  ),
)('a listing of %s that a filter leaves out takes few requests in pages of %i', async (name, limit) => {
  const kind = kinds[name]!;
  const { store, reads, queries } = countedStore();
  const accountId = AccountId.parse(await kind.make(store));
  await multiply(store, accountId, kind);
  const page = pagesOf(kind, store, accountId);
  let [requests, cursor]: [number, string | undefined] = [0, undefined];
  do {
    const got = await page(`limit=${limit}&tag=none&${kind.query ?? ''}`, cursor);
    expect(got.items).toEqual([]);
    requests += 1;
    cursor = got.cursor;
  } while (cursor !== undefined);
  expect(requests).toBeLessThanOrEqual(THINGS / 200 + 1);
  expect(queries()).toBeLessThanOrEqual(80);
  expect(reads()).toBeLessThanOrEqual(MAX_READS * THINGS);
});
