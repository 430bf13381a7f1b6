import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { completeJob, createJob, getJob } from '#schemas/capability/job/routes.ts';
import { keyOf } from '#schemas/id.ts';
import { AccountId } from '#schemas/primitives.ts';
import { eventIdOf } from '#shared/aggregate/envelopes.ts';
import { streamOf } from '#shared/aggregate/stored-state.ts';
import { remember } from '#shared/event-store/recent.ts';
import { derivedCommandId } from '#shared/identity.ts';
import { Job } from '../../../functions/capability/job/domain/job.ts';
import { ACCOUNT } from '../../shared/http/events.ts';
import { capabilityService } from '../service.ts';

const monday = readFileSync(new URL('../../../examples/acme-monday.xml', import.meta.url));

/**
 * Everything that the id of the worker's command derives from is known to the client: the job's key, and that its third event will be
 * that of the results. A client that sent this id as its own Idempotency-Key made the worker take its command for a repeat.
 */
const idOfTheWorkersCommand = (jobKey: string, ordinal: number) =>
  derivedCommandId(eventIdOf(ACCOUNT, 'Job', jobKey, 3), 'process-results', jobKey, ordinal);

describe('An Idempotency-Key that is the id of a command of the platform’s own', () => {
  it.each([0, 1])('does not keep the worker from ending the job (ordinal %i)', async (ordinal) => {
    const service = capabilityService();
    const { id } = await service.upload(monday);
    const key = idOfTheWorkersCommand(keyOf(id)!, ordinal);
    await service.ok(completeJob, { id, headers: { 'idempotency-key': key } });

    expect(await service.work(await service.messageFor(id))).toEqual({ parked: [], again: false });
    expect(await service.ok(getJob, { id })).toMatchObject({ status: 'completed' });
  });

  it('is not answered with a command of the platform under that id', async () => {
    const service = capabilityService();
    const id = await service.uploadAndComplete(monday);
    const key = idOfTheWorkersCommand(keyOf(id)!, 0);
    await service.work(await service.messageFor(id));
    const before = await service.stateOf(id);
    await service.call(completeJob, { id, headers: { 'idempotency-key': key } });
    expect(await service.stateOf(id)).toEqual(before);
  });
});

describe('A repeat across the deployment that gave clients’ keys a namespace of their own', () => {
  it('is recognised in the items of the deployment before', async () => {
    const service = capabilityService();
    const headers = { 'idempotency-key': 'k-1' };
    const { id } = await service.upload(monday);
    const first = await service.ok(completeJob, { id, headers });
    // As the deployment before remembered it: by the key itself.
    const stream = streamOf(Job, AccountId.parse(ACCOUNT), keyOf(id)!);
    const tip = (await service.store.load(stream))!;
    const recent = remember(tip.recent.subarray(0, -16), 'k-1', 'completeJob\n', tip.version);
    const load = service.store.load.bind(service.store);
    service.store.load = async (asked) => {
      const found = (await load(asked))!;
      const events = found.events.map((event) => ({
        ...event,
        metadata: {
          ...event.metadata,
          command_id: event.aggregate_version === 3 ? ('k-1' as never) : event.metadata.command_id,
        },
      }));
      return { ...found, recent, events };
    };
    expect(await service.call(completeJob, { id, headers })).toMatchObject({ status: 202, body: first });
  });

  it('makes the same thing: ids of things derive from the key as they did', async () => {
    const asked = {
      body: { capability: 'nmap', file: { name: 'scan.xml', size: 7 } },
      headers: { 'idempotency-key': 'k-2' },
    };
    const [one, two] = [capabilityService(), capabilityService()];
    const { id } = await one.ok(createJob, asked);
    expect(keyOf(id)).toBe('#job#fdb984d4-fa1a-86a4-b1b6-494c932bb31e');
    expect((await two.ok(createJob, asked)).id).toBe(id);
  });
});
