import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { completeJob, createJob, getJob } from '#schemas/capability/job/routes.ts';
import { keyOf } from '#schemas/id.ts';
import { AccountId } from '#schemas/primitives.ts';
import { streamOf } from '#shared/aggregate/stored-state.ts';
import type { WaitingMessage } from '#shared/consumer/waiting.ts';
import type { ObjectStore } from '#shared/object-store/object-store.ts';
import { publishedOf } from '#shared/relay/entry.ts';
import { Job } from '../../../functions/capability/job/domain/job.ts';
import { ACCOUNT } from '../../shared/http/events.ts';
import { capabilityService, OTHER_ACCOUNT } from '../service.ts';

const monday = readFileSync(new URL('../../../examples/acme-monday.xml', import.meta.url));

type Service = ReturnType<typeof capabilityService>;

/** A job whose file is there, and the message that asks for its reading. */
async function uploaded({ ok, store, objects }: Service, account: string) {
  const body = { capability: 'nmap', file: { name: 'scan.xml', size: monday.byteLength } };
  const { id } = await ok(createJob, { account, body });
  const load = async () => (await store.load(streamOf(Job, AccountId.parse(account), keyOf(id)!)))!;
  const { bucket, key } = (await load()).data.upload as { bucket: string; key: string };
  await objects.write({ bucket, key }, monday, 'application/octet-stream');
  await ok(completeJob, { account, id });
  const tip = await load();
  const event = tip.events.find(({ event_type }) => event_type === 'JobResultsReceived')!;
  const detail = publishedOf(event, tip);
  const message = JSON.stringify({ 'detail-type': event.event_type, source: 'chariot.capability', detail });
  return { id, message };
}

/** Objects whose files take as long to read as a test wants. */
function slow(objects: ObjectStore) {
  const [begun, gate] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const held = new Proxy(objects, {
    get: (target, name) => {
      const value: unknown = Reflect.get(target, name);
      if (typeof value !== 'function') return value;
      return async (...args: unknown[]) => {
        begun.resolve();
        await gate.promise;
        return value.apply(target, args);
      };
    },
  });
  return { held, begun: begun.promise, go: () => gate.resolve() };
}

describe('a worker that is busy with a file of an account', () => {
  it('lets another file of that account wait without an attempt, and reads that of another account', async () => {
    const service = capabilityService();
    const [first, second] = [await uploaded(service, ACCOUNT), await uploaded(service, ACCOUNT)];
    const other = await uploaded(service, OTHER_ACCOUNT);
    const { held, begun, go } = slow(service.objects);
    const reading = service.work(first.message, { objects: held });
    await begun;
    const waiting: WaitingMessage[] = [];
    expect(await service.work(second.message, { waiting })).toEqual({ parked: [], again: false });
    expect(waiting).toMatchObject([{ body: second.message, afterSeconds: 1 }]);
    await service.work(other.message, { waiting });
    expect(await service.ok(getJob, { id: other.id, account: OTHER_ACCOUNT })).toMatchObject({
      status: 'completed',
    });
    go();
    await reading;
    await service.work(second.message, { waiting });
    expect(waiting).toHaveLength(1);
    for (const { id } of [first, second])
      expect(await service.ok(getJob, { id })).toMatchObject({ status: 'completed' });
  });

  it('finds its own seat again after it was killed', async () => {
    const service = capabilityService();
    const [first, second] = [await uploaded(service, ACCOUNT), await uploaded(service, ACCOUNT)];
    const { held, begun } = slow(service.objects);
    void service.work(first.message, { objects: held });
    await begun;
    await service.work(first.message);
    expect(await service.ok(getJob, { id: first.id })).toMatchObject({ status: 'completed' });
    await service.work(second.message);
    expect(await service.ok(getJob, { id: second.id })).toMatchObject({ status: 'completed' });
  });

  it('counts as dead after a quarter of an hour', async () => {
    const service = capabilityService();
    const [first, second] = [await uploaded(service, ACCOUNT), await uploaded(service, ACCOUNT)];
    const { held, begun } = slow(service.objects);
    void service.work(first.message, { objects: held });
    await begun;
    service.pass(15 * 60);
    await service.work(second.message);
    expect(await service.ok(getJob, { id: second.id })).toMatchObject({ status: 'completed' });
  });
});
