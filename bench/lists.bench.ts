import { createAsset, listAssets } from '#schemas/asset/asset/routes.ts';
import { assetService } from '../test/asset/service.ts';
import { CountingStore } from './counting-store.ts';
import { type Figure, figures } from './print.ts';

// How much a whole listing reads of the table for each item that it returns, page by page, as the command line asks
// for it.

const ASSETS = 5_000;

const store = new CountingStore();
const service = assetService({ store });
for (let n = 0; n < ASSETS; n += 1) {
  service.pass(1);
  await service.ok(createAsset, {
    body: { dns: `host-${n}.example.com`, name: `10.0.${n >> 8}.${n & 255}`, status: 'A' },
  });
}

const found: Figure[] = [];

async function measure(name: string, query: Readonly<Record<string, string>>): Promise<void> {
  let items = 0;
  let pages = 0;
  let cursor: string | undefined;
  const counts = await store.tally.during(async () => {
    do {
      const page = await service.ok(listAssets, { query: { ...query, ...(cursor && { cursor }) } });
      items += page.items.length;
      pages += 1;
      cursor = page.cursor;
    } while (cursor);
  });
  if (items !== ASSETS) throw new Error(`${name} lists ${items} of ${ASSETS} assets`);
  found.push({
    name: `${name}: items read an item returned`,
    value: counts.itemsRead / items,
    digits: 2,
    aim: { atMost: 1.1 },
  });
  found.push({ name: `${name}: round trips a page`, value: counts.roundTrips / pages, digits: 1 });
  found.push({ name: `${name}: pages`, value: pages });
}

await measure('by key, limit 200', { limit: '200' });
await measure('by key, whole, limit 200', { view: 'full', limit: '200' });
await measure('by key, limit 50', { limit: '50' });
await measure('by status, limit 200', { status: 'A', limit: '200' });
await measure('by class, limit 200', { class: 'ipv4', limit: '200' });
figures(`List ${ASSETS} assets`, found);
