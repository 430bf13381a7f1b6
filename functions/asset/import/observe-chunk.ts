import pLimit from 'p-limit';
import {
  type ChunkChanges,
  type ChunkTask,
  type ImportChange,
  listsPrefix,
} from '#schemas/asset/import/state.ts';
import { ScanChunk } from '#schemas/capability/scan/scan-report.ts';
import { type Failure, isFailure, TerminalFailure } from '#schemas/errors.ts';
import type { Instant } from '#schemas/primitives.ts';
import { execute } from '#shared/aggregate/execute.ts';
import type { EventStore } from '#shared/event-store/event-store.ts';
import { derivedCommandId } from '#shared/identity.ts';
import { readJson, writeJson } from '#shared/object-store/json.ts';
import type { ObjectStore } from '#shared/object-store/object-store.ts';
import { Asset } from '../asset/domain/asset.ts';
import { identify } from '../asset/domain/normalise.ts';
import type { Sighting } from '../asset/domain/sighting.ts';
import { changesOf, countsOf, refusalOf } from './changes-of.ts';
import { chunkChangesKey } from './chunk-changes.ts';
import { sightingsOf } from './sightings.ts';

/** Hosts that are observed at the same time: a table's partition takes 1,000 writes a second, and several chunks run at once. */
const CONCURRENT_HOSTS = 8;

export interface ObserveDeps {
  readonly store: EventStore;
  readonly objects: ObjectStore;
  /** The service's own bucket, for the lists. */
  readonly filesBucket: string;
}

/**
 * Observes every host of one chunk of a report, and writes what that changed beside the import. It can be broken off and begun again at any
 * point: each host's command has an id made of import, chunk and asset, and a repeat answers the events of the first time, so the lists come out
 * the same. A host that is refused is listed and stops nobody.
 *
 * @throws TransientFailure, VersionConflict: begin again later; TerminalFailure when the chunk cannot be read
 */
export async function observeChunk(deps: ObserveDeps, task: ChunkTask, now: Instant): Promise<ChunkChanges> {
  const chunk = await chunkOf(deps.objects, task);
  const origin = {
    capability: task.capability,
    import: task.job,
    discovery: task.discoveryId ?? task.job,
  };
  const sightings = chunk.hosts.flatMap((host) => sightingsOf(host, origin));
  const found = await observeAll(deps, task, sightings, now);
  const changes = found.flat();
  const refused = changes.filter(({ change }) => change === 'refused').length;
  const result: ChunkChanges = {
    schema: 1,
    chunk: task.chunk.number,
    counts: countsOf(sightings.length - refused, changes),
    changes,
  };
  const prefix = listsPrefix(task.accountId, task.job);
  await writeJson(
    deps.objects,
    { bucket: deps.filesBucket, key: chunkChangesKey(prefix, task.chunk.number) },
    result,
  );
  return result;
}

/** What the task names, and nothing that was made for another job or another place in the report. */
async function chunkOf(objects: ObjectStore, { job, chunk }: ChunkTask): Promise<ScanChunk> {
  const found = await readJson(objects, chunk, ScanChunk);
  if (found.jobId === job && found.number === chunk.number) return found;
  const { bucket, key, number } = chunk;
  throw new TerminalFailure('object-corrupt', `${bucket}/${key} is not chunk ${number} of job ${job}`);
}

/** Many at a time; what concerns one asset one after the other. All have ended when this returns or throws. */
async function observeAll(
  deps: ObserveDeps,
  task: ChunkTask,
  sightings: readonly Sighting[],
  now: Instant,
): Promise<ImportChange[][]> {
  const changes: ImportChange[][] = sightings.map(() => []);
  const limit = pLimit(CONCURRENT_HOSTS);
  const ended = await Promise.allSettled(
    byAsset(sightings, changes).map((group) =>
      limit(async () => {
        for (const [ordinal, { index, sighting, key }] of group.entries()) {
          changes[index] = await observe(deps, task, { key, sighting, ordinal }, now);
        }
      }),
    ),
  );
  const failed = ended.find((result) => result.status === 'rejected');
  if (failed) throw failed.reason;
  return changes;
}

interface Placed {
  readonly index: number;
  readonly key: string;
  readonly sighting: Sighting;
}

/** Sightings by asset, in the order of the report; those that name no asset are refused here. */
function byAsset(sightings: readonly Sighting[], changes: ImportChange[][]): Placed[][] {
  const groups = new Map<string, Placed[]>();
  for (const [index, sighting] of sightings.entries()) {
    try {
      const { key } = identify({ ...sighting, source: sighting.capability });
      groups.set(key, [...(groups.get(key) ?? []), { index, key, sighting }]);
    } catch (error) {
      changes[index] = [refused({ key: '', sighting }, error)];
    }
  }
  return [...groups.values()];
}

async function observe(
  { store }: ObserveDeps,
  task: ChunkTask,
  { key, sighting, ordinal }: { key: string; sighting: Sighting; ordinal: number },
  now: Instant,
): Promise<ImportChange[]> {
  const { accountId, actor, correlationId, causationId, discoveryId, job, chunk } = task;
  try {
    const { events, state } = await execute(store, Asset, {
      key,
      command: { type: 'ObserveAsset', sightings: [sighting] },
      context: {
        accountId,
        actor,
        correlationId,
        causationId,
        ...(discoveryId !== undefined && { discoveryId }),
        commandId: derivedCommandId(job, chunk.number, key, ordinal),
        now,
      },
    });
    return changesOf({ key, ...spelled(state, sighting) }, events);
  } catch (error) {
    return [refused({ key, sighting }, error)];
  }
}

const spelled = (state: { dns: string; name: string } | undefined, { dns, name }: Sighting) => ({
  dns: state?.dns ?? dns,
  name: state?.name ?? name,
});

/** What is refused is listed. Anything else is not the host's fault, and goes on up. */
function refused({ key, sighting }: { key: string; sighting: Sighting }, error: unknown): ImportChange {
  if (!isRefusal(error)) throw error;
  return refusalOf({ key, dns: sighting.dns, name: sighting.name }, error);
}

const isRefusal = (error: unknown): error is Failure =>
  isFailure(error) && (error.kind === 'refused' || error.kind === 'terminal');
