import { expect, it } from 'vitest';
import { createInMemoryStore } from '#shared/event-store/in-memory.ts';
import { type Calls, countingStore } from '../../kit/counting-store.ts';
import { type AssetService, assetService } from '../service.ts';
import { reportOf } from './reports.ts';

/** What an import of these hosts asks of the table, a host. */
async function costOf(service: AssetService, calls: Calls, hosts: number, seen: number) {
  const lines = Array.from({ length: hosts }, (_, n) => ({ address: `10.0.0.${n}`, ports: [22, 80], seen }));
  const event = await reportOf(service.objects, [lines]);
  const before = { ...calls };
  await service.react(event);
  await service.drain();
  const each = (name: keyof Calls) => (calls[name] - before[name]) / hosts;
  return { reads: each('load') + each('paged'), writes: each('write') };
}

it('an import costs one write a new host, and one read more a known one, beside a few for each chunk', async () => {
  const { store, calls } = countingStore(createInMemoryStore());
  const service = assetService({ store });
  const fresh = await costOf(service, calls, 100, -600);
  service.pass(60);
  const known = await costOf(service, calls, 100, -300);
  expect(fresh).toEqual({ reads: 0.05, writes: 1.02 });
  expect(known).toEqual({ reads: 1.04, writes: 1.02 });
});

it('an asset that many imports have seen costs no more, as nothing is read of its history', async () => {
  const { store, calls } = countingStore(createInMemoryStore());
  const service = assetService({ store });
  for (let n = 0; n < 40; n += 1) {
    await costOf(service, calls, 4, -10_000 + n);
    service.pass(24 * 60 * 60);
  }
  const before = calls.paged;
  await costOf(service, calls, 4, 3_000_000);
  expect(calls.paged).toBe(before);
});
