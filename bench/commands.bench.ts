import { updateAccount } from '#schemas/account/account/routes.ts';
import { createKey } from '#schemas/account/api-key/routes.ts';
import { addMember, changeRole, removeMember } from '#schemas/account/membership/routes.ts';
import { createToken } from '#schemas/account/token/routes.ts';
import { createAsset, deleteAsset, tagAsset, updateAsset } from '#schemas/asset/asset/routes.ts';
import { addSeed, updateSeed } from '#schemas/asset/seed/routes.ts';
import { cancelJob, completeJob, createJob } from '#schemas/capability/job/routes.ts';
import { peopledService } from '../test/account/tenants.ts';
import { assetService } from '../test/asset/service.ts';
import { capabilityService } from '../test/capability/service.ts';
import { CountingStore } from './counting-store.ts';
import { type Figure, figures } from './print.ts';

// The calls of each service's typical commands to its table, from the request to the answer. A create that is one
// round trip and an update that is two cannot be beaten by a store that must read before it decides.

const found: Figure[] = [];

async function measure(
  { tally }: CountingStore,
  name: string,
  roundTrips: number | undefined,
  work: () => Promise<unknown>,
): Promise<void> {
  const counts = await tally.during(work);
  found.push({
    name: `${name}: round trips`,
    value: counts.roundTrips,
    ...(roundTrips !== undefined && { aim: { atMost: roundTrips } }),
  });
  found.push({ name: `${name}: write units, of indexes too`, value: counts.units + counts.indexUnits });
}

async function assets(): Promise<void> {
  const store = new CountingStore();
  const service = assetService({ store });
  const body = { dns: 'bench.example.com', name: '192.0.2.1' };
  let id = '';
  const create = { body, headers: { 'idempotency-key': 'the-first' } };
  await measure(store, 'create an asset', 1, async () => {
    id = (await service.ok(createAsset, create)).id;
  });
  await measure(store, 'create an asset, repeated', 2, () => service.ok(createAsset, create));
  await measure(store, 'tag an asset', 2, () => service.ok(tagAsset, { id, body: { tags: ['one'] } }));
  await measure(store, 'tag an asset, nothing new', 1, () =>
    service.ok(tagAsset, { id, body: { tags: ['one'] } }),
  );
  await measure(store, 'update an asset', 2, () => service.ok(updateAsset, { id, body: { status: 'F' } }));
  for (let n = 0; store.tally.counts.pages === 0 && n < 40; n += 1) {
    const counts = await store.tally.during(() => service.ok(tagAsset, { id, body: { tags: [`tag-${n}`] } }));
    if (counts.pages === 0) continue;
    found.push({
      name: 'tag an asset, with a page: round trips',
      value: counts.roundTrips,
      aim: { atMost: 2 },
    });
    found.push({
      name: 'tag an asset, with a page: write units, of indexes too',
      value: counts.units + counts.indexUnits,
    });
  }
  await measure(store, 'delete an asset', 2, () => service.ok(deleteAsset, { id }));
  await measure(store, 'add a seed', 1, async () => {
    id = (await service.ok(addSeed, { body: { value: 'example.com' } })).id;
  });
  await measure(store, 'update a seed', 2, () => service.ok(updateSeed, { id, body: { status: 'A' } }));
}

async function jobs(): Promise<void> {
  const store = new CountingStore();
  const service = capabilityService({ store });
  const body = { capability: 'nmap', file: { name: 'scan.xml', size: 4 } };
  let id = '';
  // The first job of a process reads the catalogue, which then serves for a minute.
  await service.ok(createJob, { body });
  await measure(store, 'create a job', 1, () => service.ok(createJob, { body }));
  ({ id } = await service.upload(Buffer.from('scan')));
  await measure(store, 'complete a job', 2, () => service.ok(completeJob, { id }));
  await measure(store, 'cancel a job', 2, () => service.ok(cancelJob, { id, body: {} }));
}

async function accounts(): Promise<void> {
  const store = new CountingStore();
  const service = peopledService({ store });
  const { token, apiKey } = await service.tenant('ada@example.com');
  let id = '';
  await service.ok(updateAccount, { token, body: { name: 'warm' } });
  await measure(store, 'log in', undefined, () => service.ok(createToken, { body: apiKey }));
  await measure(store, 'rename an account', undefined, () =>
    service.ok(updateAccount, { token, body: { name: 'Bench' } }),
  );
  await measure(store, 'add a member', undefined, async () => {
    ({ id } = await service.ok(addMember, { token, body: { email: 'bob@example.com', role: 'analyst' } }));
  });
  await measure(store, 'change a role', undefined, () =>
    service.ok(changeRole, { token, id, body: { role: 'admin' } }),
  );
  await measure(store, 'remove a member', undefined, () => service.ok(removeMember, { token, id }));
  await measure(store, 'create a key', undefined, () =>
    service.ok(createKey, { token, body: { name: 'ci', role: 'analyst' } }),
  );
}

await assets();
await jobs();
await accounts();
figures('Commands', found);
