import { describe, expect, it } from 'vitest';
import { builtInCapabilities } from '#schemas/capability/capability/built-in.ts';
import { getCapability, listCapabilities } from '#schemas/capability/capability/routes.ts';
import { capabilityKey } from '#schemas/capability/capability/state.ts';
import { createJob } from '#schemas/capability/job/routes.ts';
import { PLATFORM_ACCOUNT } from '#schemas/reserved-accounts.ts';
import { historyOf } from '#shared/aggregate/history.ts';
import { createInMemoryStore } from '#shared/event-store/in-memory.ts';
import { Capability } from '../../../functions/capability/capability/domain/capability.ts';
import { capabilityService } from '../service.ts';

const nmap = builtInCapabilities.nmap;
const byName = <T extends { name: string }>(items: readonly T[]) =>
  items.toSorted((a, b) => (a.name < b.name ? -1 : 1));
const larger = { operation: 'RegisterCapability', ...nmap, maxFileSize: 3 * 1024 ** 3 };
const job = { body: { capability: 'nmap', file: { name: 'scan.xml', size: nmap.maxFileSize + 1 } } };

const eventsIn = async (store: ReturnType<typeof createInMemoryStore>) =>
  (await historyOf(store, Capability, PLATFORM_ACCOUNT, capabilityKey('nmap')))?.events ?? [];

describe('The catalogue', () => {
  it('is there after the first sweep of a deployment, without anybody’s doing', async () => {
    const service = capabilityService({ registered: false });
    expect((await service.ok(listCapabilities)).items).toEqual([]);
    expect(await service.call(getCapability, { name: 'nmap' })).toMatchObject({ status: 404 });
    expect(await service.call(createJob, job)).toMatchObject({
      status: 503,
      body: { code: 'unavailable' },
    });
    await service.sweep('2026-11-24T13:01:00.000Z');
    expect((await service.ok(listCapabilities)).items).toEqual(byName(Object.values(builtInCapabilities)));
    expect(await service.ok(getCapability, { name: 'nmap' })).toEqual(nmap);
    expect(await service.call(createJob, job)).toMatchObject({ status: 413 });
  });

  it('is there at once where an operator asks for it, and a repeat changes nothing', async () => {
    const store = createInMemoryStore();
    const service = capabilityService({ store, registered: false });
    const operation = { operation: 'RegisterBuiltInCapabilities' };
    expect(await service.invoke(operation)).toEqual({
      capabilities: Object.values(builtInCapabilities).map((capability) => ({
        capability: { ...capability, origin: 'built-in' },
        version: 1,
      })),
    });
    await service.invoke(operation);
    await service.sweep('2026-11-24T13:01:00.000Z');
    const events = await eventsIn(store);
    expect(
      events.map(({ event_type, metadata }) => [event_type, metadata.account_id, metadata.actor]),
    ).toEqual([['CapabilityRegistered', PLATFORM_ACCOUNT, 'operator:lambda-invoke']]);
    expect(events[0]?.metadata).toMatchObject({ causation_id: 'lambda-1', correlation_id: 'lambda-1' });
  });

  it('is written by the sweep in the name of the service', async () => {
    const store = createInMemoryStore();
    const service = capabilityService({ store });
    await service.ok(listCapabilities);
    expect((await eventsIn(store)).map(({ metadata }) => metadata.actor)).toEqual(['service:capability']);
  });

  it('changes by the word of an operator, which jobs follow within a minute', async () => {
    const service = capabilityService();
    expect(await service.call(createJob, job)).toMatchObject({ status: 413 });
    expect(await service.invoke(larger)).toMatchObject({ capability: { origin: 'operator' }, version: 2 });
    service.pass(60);
    expect(await service.call(createJob, job)).toMatchObject({ status: 201 });
    expect(await service.ok(getCapability, { name: 'nmap' })).toMatchObject({ maxFileSize: 3 * 1024 ** 3 });
  });

  it('is read once a minute by a process, however many jobs it makes', async () => {
    const store = createInMemoryStore();
    let reads = 0;
    const queryBase = store.queryBase.bind(store);
    store.queryBase = (query) => {
      reads += 1;
      return queryBase(query);
    };
    const service = capabilityService({ store });
    for (let n = 0; n < 5; n += 1) await service.call(createJob, job);
    expect(reads).toBe(1);
    service.pass(60);
    await service.call(createJob, job);
    expect(reads).toBe(2);
  });

  it.each([
    [{ ...larger, name: 'unknown-scanner' }, 'name'],
    [{ ...larger, maxFileSize: 0 }, 'maxFileSize'],
    [{ ...larger, tenant: 'x' }, 'tenant'],
    [{ ...larger, operation: 'DropCapability' }, 'operation'],
  ])('does not take %j, and names the field', async (event, field) => {
    const service = capabilityService();
    await expect(service.invoke(event)).rejects.toMatchObject({
      code: 'invalid',
      message: expect.stringContaining(`${field}: `),
    });
  });
});
