import pLimit, { type LimitFunction } from 'p-limit';
import type { ChunkChanges, ChunkTask, ImportChange } from '#schemas/asset/import/state.ts';
import { ScanChunk } from '#schemas/capability/scan/scan-report.ts';
import { failureKind, TerminalFailure } from '#schemas/errors.ts';
import type { Instant } from '#schemas/primitives.ts';
import type { EventStore } from '#shared/event-store/event-store.ts';
import { readJson } from '#shared/object-store/json.ts';
import type { ObjectStore } from '#shared/object-store/object-store.ts';
import { identify } from '../asset/domain/normalise.ts';
import type { Sighting } from '../asset/domain/sighting.ts';
import { matchAsset } from '../asset/match-asset.ts';
import type { Match } from '../seed/domain/match.ts';
import { underSeeds } from '../seed/under-seeds.ts';
import { countsOf } from './changes-of.ts';
import { type AssetSightings, type ObserveAsset, observeAsset, refused } from './observe-asset.ts';
import { sightingsOf } from './sightings.ts';

/** Assets that are observed at the same time: a table's partition takes 1,000 writes a second, and several chunks run at once. */
const CONCURRENT_ASSETS = 8;

export interface ObserveDeps {
  readonly store: EventStore;
  readonly objects: ObjectStore;
}

export interface ObserveOptions {
  readonly concurrentAssets?: number;
}

/**
 * Observes every host of one chunk of a report, and answers the changes. It can be broken off and begun again at any
 * point, however much later. Each asset has one command, whose id is made of import, chunk and asset, and a repeat
 * answers the events of the first time. A host that is refused is listed and stops nobody.
 *
 * @throws TransientFailure, VersionConflict: begin again later; TerminalFailure when the chunk cannot be read
 */
export async function observeChunk(
  deps: ObserveDeps,
  task: ChunkTask,
  { since, now }: { readonly since: Instant; readonly now: Instant },
  { concurrentAssets = CONCURRENT_ASSETS }: ObserveOptions = {},
): Promise<ChunkChanges> {
  const chunk = await chunkOf(deps.objects, task);
  const { capability, job } = task;
  const origin = { capability, import: job, discovery: task.discoveryId ?? job };
  const { assets, changes } = byAsset(chunk.hosts.flatMap((host) => sightingsOf(host, chunk.scopes, origin)));
  const limit = pLimit(concurrentAssets);
  await underSeeds(deps.store, task.accountId, async (seeds, observed) => {
    const matched = assets.map((asset) => ({ ...asset, match: seeds.match(asset) }));
    if (observed) await placeAnew(deps.store, matched, { task, now }, limit);
    else await observeAll(deps.store, matched, { task, since, now }, { changes, limit });
    return true;
  });
  const all = changes.flat();
  const refusals = all.filter(({ change }) => change === 'refused').length;
  const observed = changes.length - refusals;
  return { schema: 1, chunk: task.chunk.number, counts: countsOf(observed, all), changes: all };
}

type Matched = Placed & { readonly match: Match };

async function observeAll(
  store: EventStore,
  assets: readonly Matched[],
  during: Pick<ObserveAsset, 'task' | 'since' | 'now'>,
  { changes, limit }: { readonly changes: ImportChange[][]; readonly limit: LimitFunction },
): Promise<void> {
  // If the last asset was new, the next one probably is, too: a scan finds a new network, or sees a known one again.
  let assumeNew = false;
  const observe = async (asset: Matched) => {
    const observed = await observeAsset(store, asset, { ...during, assumeNew });
    assumeNew = observed.discovered;
    changes[asset.first] = [...observed.changes];
  };
  const [foremost, ...others] = assets;
  const ended = [
    ...(await Promise.allSettled(foremost ? [observe(foremost)] : [])),
    ...(await Promise.allSettled(others.map((asset) => limit(() => observe(asset))))),
  ];
  throwFailure(ended);
}

/** The command of each asset is done, and a repeat would be answered with its events under the former seeds. */
async function placeAnew(
  store: EventStore,
  assets: readonly Matched[],
  { task, now }: Pick<ObserveAsset, 'task' | 'now'>,
  limit: LimitFunction,
): Promise<void> {
  const matching = { ...task, now };
  throwFailure(
    await Promise.allSettled(assets.map((asset) => limit(() => matchAsset(store, asset, matching)))),
  );
}

/**
 * A failure that may pass is thrown before one that cannot: the chunk is parked only when all of its other hosts are
 * observed.
 */
function throwFailure(ended: readonly PromiseSettledResult<void>[]): void {
  const reasons = ended.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []));
  if (reasons.length > 0) throw reasons.find((reason) => failureKind(reason) !== 'terminal') ?? reasons[0];
}

/** The chunk that the task names, and none of another job or another place in the report. */
async function chunkOf(objects: ObjectStore, { job, chunk }: ChunkTask): Promise<ScanChunk> {
  const found = await readJson(objects, chunk, ScanChunk);
  if (found.jobId === job && found.number === chunk.number) return found;
  const { bucket, key, number } = chunk;
  throw new TerminalFailure('object-corrupt', `${bucket}/${key} is not chunk ${number} of job ${job}`);
}

interface Placed extends Omit<AssetSightings, 'match'> {
  readonly dns: string;
  readonly name: string;
  /** Its place among the chunk's changes. */
  readonly first: number;
}

/** Sightings by asset, in the order of the report; those that name no asset are refused here. `changes` has a place for each. */
function byAsset(sightings: readonly Sighting[]): { assets: Placed[]; changes: ImportChange[][] } {
  const changes: ImportChange[][] = [];
  const assets = new Map<string, Placed & { readonly sightings: Sighting[] }>();
  for (const sighting of sightings) {
    try {
      const { key, dns, name } = identify({ ...sighting, source: sighting.capability });
      const known = assets.get(key);
      if (known) known.sightings.push(sighting);
      else assets.set(key, { first: changes.push([]) - 1, key, dns, name, sightings: [sighting] });
    } catch (error) {
      changes.push([refused({ key: '', sighting }, error)]);
    }
  }
  return { assets: [...assets.values()], changes };
}
