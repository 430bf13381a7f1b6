import { createKey, revokeKey } from '#schemas/account/api-key/routes.ts';
import { addMember, changeRole } from '#schemas/account/membership/routes.ts';
import { createAsset, tagAsset } from '#schemas/asset/asset/routes.ts';
import { addSeed, updateSeed } from '#schemas/asset/seed/routes.ts';
import { cancelJob, createJob } from '#schemas/capability/job/routes.ts';
import { peopledService } from '../test/account/tenants.ts';
import { assetService } from '../test/asset/service.ts';
import { capabilityService } from '../test/capability/service.ts';
import { CountingStore } from './counting-store.ts';
import { type Figure, figures } from './print.ts';

// How a write's cost grows with the list that it joins, from 10 things to 1,000: the exponent of the curve through
// the sizes. With 0 it does not grow; with 1 it grows as the list does.

const SIZES = [10, 32, 100, 316, 1_000];
const SAMPLES = 5;

interface Kind {
  readonly store: CountingStore;
  readonly create: (n: number) => Promise<string>;
  readonly update: (id: string, n: number) => Promise<unknown>;
}

/** The slope of the straight line through the points on two logarithmic axes, by least squares. */
function exponent(points: readonly (readonly [size: number, cost: number])[]): number {
  const logs = points.map(([size, cost]) => [Math.log(size), Math.log(cost)] as const);
  const mean = (of: 0 | 1) => logs.reduce((sum, point) => sum + point[of], 0) / logs.length;
  const [meanSize, meanCost] = [mean(0), mean(1)];
  const covariance = logs.reduce((sum, [size, cost]) => sum + (size - meanSize) * (cost - meanCost), 0);
  return covariance / logs.reduce((sum, [size]) => sum + (size - meanSize) ** 2, 0);
}

const found: Figure[] = [];

async function measure(name: string, { store, create, update }: Kind): Promise<void> {
  const curves = { create: { trips: [], units: [] }, update: { trips: [], units: [] } } as Record<
    'create' | 'update',
    Record<'trips' | 'units', [number, number][]>
  >;
  let made = 0;
  const next = () => {
    made += 1;
    return create(made);
  };
  for (const size of SIZES) {
    while (made < size - SAMPLES) await next();
    const ids: string[] = [];
    for (const what of ['create', 'update'] as const) {
      const counts = await store.tally.during(async () => {
        for (let sample = 0; sample < SAMPLES; sample += 1) {
          if (what === 'create') ids.push(await next());
          else await update(ids[sample] ?? '', sample);
        }
      });
      curves[what].trips.push([size, counts.roundTrips]);
      curves[what].units.push([size, counts.units + counts.indexUnits]);
    }
  }
  for (const what of ['create', 'update'] as const) {
    const [trips, units] = [exponent(curves[what].trips), exponent(curves[what].units)];
    found.push({ name: `${what} of ${name}: round trips`, value: trips, digits: 3, aim: { atMost: 0.05 } });
    found.push({ name: `${what} of ${name}: write units`, value: units, digits: 3, aim: { atMost: 0.05 } });
  }
}

function assets(): Kind {
  const store = new CountingStore();
  const service = assetService({ store });
  return {
    store,
    create: async (n) => (await service.ok(createAsset, { body: { dns: `h${1000 + n}.example.com` } })).id,
    update: (id) => service.ok(tagAsset, { id, body: { tags: ['new'] } }),
  };
}

function seeds(): Kind {
  const store = new CountingStore();
  const service = assetService({ store });
  return {
    store,
    create: async (n) => (await service.ok(addSeed, { body: { value: `s${1000 + n}.example.com` } })).id,
    update: (id) => service.ok(updateSeed, { id, body: { status: 'A' } }),
  };
}

function jobs(): Kind {
  const store = new CountingStore();
  const service = capabilityService({ store });
  const body = { capability: 'nmap', file: { name: 'scan.xml', size: 4 } };
  return {
    store,
    create: async () => (await service.ok(createJob, { body })).id,
    update: (id) => service.ok(cancelJob, { id, body: {} }),
  };
}

async function members(): Promise<Kind> {
  const store = new CountingStore();
  const service = peopledService({ store });
  const { token } = await service.tenant('ada@example.com');
  return {
    store,
    create: async (n) =>
      (await service.ok(addMember, { token, body: { email: `m${1000 + n}@example.com`, role: 'analyst' } }))
        .id,
    update: (id) => service.ok(changeRole, { token, id, body: { role: 'readonly' } }),
  };
}

async function keys(): Promise<Kind> {
  const store = new CountingStore();
  const service = peopledService({ store });
  const { token } = await service.tenant('ada@example.com');
  return {
    store,
    create: async (n) =>
      (await service.ok(createKey, { token, body: { name: `key ${1000 + n}`, role: 'analyst' } })).id,
    update: (id) => service.ok(revokeKey, { token, id }),
  };
}

await measure('an asset', assets());
await measure('a seed', seeds());
await measure('a job', jobs());
await measure('a member', await members());
await measure('a key', await keys());
figures('Growth of cost with a list of 10 to 1,000', found);
