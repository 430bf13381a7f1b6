import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  changesOf,
  countAssets,
  generatedScan,
  type StoredAsset,
  sortedChanges,
  storedAssets,
} from '../support/imports.ts';
import {
  endOfImport,
  importOf,
  importScan,
  newTenant,
  prefix,
  sendScan,
  type Tenant,
} from '../support/platform.ts';
import { killAmid } from '../support/processes.ts';
import { impatient } from '../support/queues.ts';

const HOSTS = 600;
const SEEN_AGAIN = 200;
const HOSTS_PER_CHUNK = 100;
const REACTIONS = `${prefix}-asset-reactions`;

let patience: (() => Promise<void>)[];

beforeAll(async () => {
  patience = await Promise.all(['asset-events', 'asset-imports'].map((name) => impatient(name, 6)));
});

afterAll(async () => {
  await Promise.all(patience.map((restore) => restore()));
});

/** A later look at some of the same hosts: one port closed, another one open. */
const changed = (scan: string): string =>
  scan
    .replaceAll('portid="80"><state state="open"', 'portid="80"><state state="closed"')
    .replaceAll('portid="9090"><state state="closed"', 'portid="9090"><state state="open"')
    .replaceAll('time="1795478652"', 'time="1795565052"');

/**
 * Kills what observes hosts when so many have the version that the import gives them, some of them of chunks that are not done.
 * Answers whether it came in time.
 */
const killAmidChunk = ({ client, accountId }: Tenant, id: string, version: number, hosts: number) =>
  killAmid(
    REACTIONS,
    async () => {
      const { status = 'running', noted = 0 } = (await importOf(client, id)) ?? {};
      const observed = await countAssets(accountId, version);
      if (status !== 'running') return 'over';
      return observed >= hosts && observed > noted * HOSTS_PER_CHUNK ? 'amid' : 'before';
    },
    { sliceMs: 150 },
  );

/** Imports a scan, and kills what observes its hosts each time that so many are. */
async function importAmidKills(tenant: Tenant, scan: string, version: number, kills: readonly number[]) {
  const id = await sendScan(tenant.client, 'scan.xml', Buffer.from(scan));
  const hits: boolean[] = [];
  for (const hosts of kills) hits.push(await killAmidChunk(tenant, id, version, hosts));
  expect(hits, 'kills amid a chunk').toEqual(kills.map(() => true));
  return endOfImport(tenant.client, id);
}

const historyOf = ({ Version, Events }: StoredAsset) => [
  Version,
  ...Events.map((event) => `${event.aggregate_version} ${event.event_type}`),
];

describe('imports whose chunks are killed in the middle', () => {
  it('end as if nothing had happened: the same counts, the same changes, every version once', async () => {
    const [calm, killed] = await Promise.all([newTenant('calm'), newTenant('killed')]);
    const first = await generatedScan(HOSTS);
    const second = changed(await generatedScan(SEEN_AGAIN));
    const scans = [
      { scan: first, kills: [30, 230, 430] },
      { scan: second, kills: [20] },
    ];
    for (const [index, { scan, kills }] of scans.entries()) {
      const expected = await importScan(calm.client, 'scan.xml', Buffer.from(scan));
      const imported = await importAmidKills(killed, scan, index + 1, kills);
      expect(imported).toMatchObject({ status: 'complete', counts: expected.counts, noted: expected.noted });
      const changes = await changesOf(killed.client, imported.id);
      expect(sortedChanges(changes)).toEqual(sortedChanges(await changesOf(calm.client, expected.id)));
      expect(changes).toHaveLength(index === 0 ? 4 * HOSTS : 2 * SEEN_AGAIN);
    }

    const assets = await storedAssets(killed.accountId);
    expect(assets).toHaveLength(HOSTS);
    const histories = Map.groupBy(assets.map(historyOf), (history) => history.join(', '));
    expect(Object.fromEntries([...histories].map(([history, { length }]) => [history, length]))).toEqual({
      '1, 1 AssetDiscovered': HOSTS - SEEN_AGAIN,
      '2, 1 AssetDiscovered, 2 AssetScanned': SEEN_AGAIN,
    });
  });
});
