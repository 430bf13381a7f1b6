import pLimit from 'p-limit';
import { StoredAssetSummary } from '#schemas/asset/asset/views.ts';
import type { MatchTask } from '#schemas/asset/seed/match-task.ts';
import { defined } from '#schemas/defined.ts';
import type { Instant } from '#schemas/primitives.ts';
import { type ListedItem, readSummary } from '#shared/aggregate/list.ts';
import { listSummaries } from '#shared/aggregate/list-base.ts';
import type { EventStore } from '#shared/event-store/event-store.ts';
import { jsonMessage, type Queue, sendAll } from '#shared/messaging/queue.ts';
import type { SeedsThen } from '../seed/seeds-of.ts';
import { underSeeds } from '../seed/under-seeds.ts';
import { Asset } from './asset.ts';
import { isPlaced } from './domain/placement.ts';
import { matchAsset } from './match-asset.ts';

/** Assets that one message places anew at most; it reads five times as many, where few of them have to move. */
const ASSETS_AT_ONCE = 200;
const CONCURRENT_ASSETS = 8;

export interface MatchDeps {
  readonly store: EventStore;
  /** The queue of MatchTask. */
  readonly matches: Queue;
}

export interface MatchOptions {
  readonly assetsMatchedAtOnce?: number;
}

/**
 * Matches a page of an account's assets to the seeds as they are by now, and asks for the next page. The table is
 * read, as an index may be behind. Only assets on the wrong side are written. A page may be done twice.
 *
 * @throws TransientFailure, VersionConflict: do the page again
 */
export async function matchAssets(
  { store, matches }: MatchDeps,
  task: MatchTask,
  now: Instant,
  { assetsMatchedAtOnce = ASSETS_AT_ONCE }: MatchOptions = {},
): Promise<void> {
  const { accountId, correlationId, causationId } = task;
  const matching = { accountId, correlationId, causationId, now };
  const cursor = await underSeeds(store, accountId, async (seeds) => {
    const show = (listed: ListedItem) => misplaced(listed, seeds);
    const list = defined({ limit: assetsMatchedAtOnce, show, cursor: task.cursor });
    const page = await listSummaries(store, Asset, accountId, list);
    const limit = pLimit(CONCURRENT_ASSETS);
    await Promise.all(page.items.map((asset) => limit(() => matchAsset(store, asset, matching))));
    return page.cursor;
  });
  if (!cursor) return;
  const next = { ...task, cursor } satisfies MatchTask;
  await sendAll(matches, [jsonMessage(next)], 'asking to match further assets');
}

function misplaced(listed: ListedItem, seeds: SeedsThen) {
  const asset = readSummary(StoredAssetSummary, listed);
  const match = seeds.match(asset);
  return isPlaced(asset, match) ? undefined : { key: listed.key, match };
}
