import { describe, expect, it } from 'vitest';
import { tagAsset } from '#schemas/asset/asset/routes.ts';
import { getImport } from '#schemas/asset/import/routes.ts';
import type { ChunkTask } from '#schemas/asset/import/state.ts';
import { ScanChunk } from '#schemas/capability/scan/scan-report.ts';
import { idOf } from '#schemas/id.ts';
import { execute } from '#shared/aggregate/execute.ts';
import { RECENT_COMMANDS } from '#shared/event-store/recent.ts';
import { derivedCommandId } from '#shared/identity.ts';
import { readJson } from '#shared/object-store/json.ts';
import { Asset } from '../../../functions/asset/asset/asset.ts';
import type { Sighting } from '../../../functions/asset/asset/domain/sighting.ts';
import { sightingsOf } from '../../../functions/asset/import/sightings.ts';
import { type AssetService, assetService } from '../service.ts';
import { reportOf, type ScanLine } from './reports.ts';

// A version of the code once sent one command for each sighting, with its ordinal in the id; then one for all of an
// asset's. A chunk that the one began and the other ended lost all that had appeared, and its import was complete.

const HOST = '192.0.2.1';
const KEY = `#asset#${HOST}#${HOST}`;
const line = (...ports: number[]): ScanLine => ({ address: HOST, ports });

/** A service that was told of a report of one chunk, and the sightings in it. */
async function started(...lines: readonly ScanLine[]) {
  const service = assetService();
  const event = await reportOf(service.objects, [lines]);
  await service.react(event);
  const [task] = service.queue.splice(0);
  if (!task) throw new Error('no chunk was asked for');
  const chunk = await readJson(service.objects, task.chunk, ScanChunk);
  const origin = { capability: task.capability, import: task.job, discovery: task.job };
  const sightings = chunk.hosts.flatMap((host) => sightingsOf(host, chunk.scopes, origin));
  return { service, task, sightings, id: idOf(event.aggregate_id) };
}

/** What another version of the code did, before its process died: `parts` names its commands. */
async function begin(
  { store, now }: AssetService,
  task: ChunkTask,
  parts: readonly { part: number | 'all'; sightings: readonly Sighting[] }[],
) {
  const { accountId, actor, correlationId, causationId, job, chunk } = task;
  for (const { part, sightings } of parts) {
    const commandId = derivedCommandId(job, chunk.number, KEY, part);
    const context = { accountId, actor, correlationId, causationId, now: now(), commandId };
    await execute(store, Asset, { key: KEY, command: { type: 'ObserveAsset', sightings }, context });
  }
}

const eachOf = (sightings: readonly Sighting[]) =>
  sightings.map((sighting, part) => ({ part, sightings: [sighting] }));

async function ended(service: AssetService, task: ChunkTask, id: string) {
  service.pass(180);
  await service.handle(task);
  const { status, counts } = await service.ok(getImport, { id });
  return { status, appeared: counts.appeared, opened: counts.opened };
}

const WHOLE = { status: 'complete', appeared: 1, opened: 3 };

describe('a chunk that another version of the code began', () => {
  for (const done of [1, 2, 3]) {
    it(`comes out whole after ${done} of three commands, one for each sighting`, async () => {
      const { service, task, sightings, id } = await started(line(22), line(80), line(443));
      await begin(service, task, eachOf(sightings).slice(0, done));
      expect(await ended(service, task, id)).toEqual(WHOLE);
    });
  }

  it('comes out whole, when the asset has forgotten all commands of then', async () => {
    const { service, task, sightings, id } = await started(line(22), line(80), line(443));
    const [first, ...others] = eachOf(sightings);
    await begin(service, task, first ? [first] : []);
    for (let n = 0; n < 4 * RECENT_COMMANDS; n += 1) {
      if (n === RECENT_COMMANDS) await begin(service, task, others);
      await service.ok(tagAsset, { id: idOf(KEY), body: { tags: [`t${n}`] } });
    }
    expect(await ended(service, task, id)).toEqual(WHOLE);
  });

  it('comes out whole, when that made several sightings of what is one here', async () => {
    const { service, task, sightings, id } = await started(line(22, 80, 443));
    expect(sightings).toHaveLength(1);
    await begin(service, task, [{ part: 'all', sightings }]);
    expect(await ended(service, task, id)).toEqual(WHOLE);
  });

  it('lists nothing twice, when this code ended it and it is asked for once more', async () => {
    const { service, task, sightings, id } = await started(line(22), line(80), line(443));
    await begin(service, task, eachOf(sightings).slice(0, 2));
    await begin(service, task, [{ part: 'all', sightings }]);
    expect(await ended(service, task, id)).toEqual(WHOLE);
  });
});
