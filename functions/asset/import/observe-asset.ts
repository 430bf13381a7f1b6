import type { AssetEvent } from '#schemas/asset/asset/events.ts';
import type { AssetState } from '#schemas/asset/asset/state.ts';
import type { ChunkTask, ImportChange } from '#schemas/asset/import/state.ts';
import { defined } from '#schemas/defined.ts';
import { isFailure, VersionConflict } from '#schemas/errors.ts';
import type { CommandId, Instant } from '#schemas/primitives.ts';
import { execute, type Outcome } from '#shared/aggregate/execute.ts';
import type { EventStore } from '#shared/event-store/event-store.ts';
import { derivedCommandId } from '#shared/identity.ts';
import { Asset } from '../asset/asset.ts';
import { isPlaced } from '../asset/domain/placement.ts';
import type { Sighting } from '../asset/domain/sighting.ts';
import { matchAsset } from '../asset/match-asset.ts';
import type { Match } from '../seed/domain/match.ts';
import { changesOf, refusalOf } from './changes-of.ts';

/** How often an asset's command is sent again after it lost all its races: another chunk or a person is busy with the same asset. */
const MAX_ATTEMPTS = 5;

/** Everything that one chunk says of one asset. */
export interface AssetSightings {
  readonly key: string;
  readonly sightings: readonly [Sighting, ...Sighting[]];
  /** By the account's seeds. */
  readonly match: Match;
}

export interface Observed {
  readonly changes: readonly ImportChange[];
  /** Whether the asset is new. */
  readonly discovered: boolean;
}

export interface ObserveAsset {
  readonly task: ChunkTask;
  /** When the import began: the command's events are looked for in everything that has happened since. */
  readonly since: Instant;
  readonly now: Instant;
  /** Whether the asset is probably new: then it is written before it is read. */
  readonly assumeNew: boolean;
}

/**
 * One command for all that a chunk says of an asset. Its changes come from the command's events, of now or of the
 * first time, however long ago. Only a refusal of the domain is listed with the host. Any other failure is not the
 * host's fault, and goes on up.
 *
 * @throws VersionConflict after `MAX_ATTEMPTS` times four lost races, and the other failures of `execute`
 */
export async function observeAsset(
  store: EventStore,
  { key, sightings, match }: AssetSightings,
  { task, since, now, assumeNew }: ObserveAsset,
): Promise<Observed> {
  const { accountId, actor, correlationId, causationId, discoveryId } = task;
  const [first] = sightings;
  const command = { type: 'ObserveAsset', sightings, match } as const;
  const { commandId, begunAs } = commandIdsOf(task, key, sightings.length);
  const context = {
    accountId,
    actor,
    correlationId,
    causationId,
    commandId,
    now,
    ...defined({ discoveryId }),
  };
  // A host that never answered is noted only where it exists, so it must be read. One that is excluded by now may have
  // been observed before: then that is the answer.
  const mayBeNew = match.kind !== 'excluded' && sightings.some(({ up }) => up);
  const assume = assumeNew && mayBeNew ? ('absent' as const) : undefined;
  try {
    const { events, state } = await persistently(store, () =>
      execute(store, Asset, { key, command, context, since, begunAs, ...defined({ assume }) }),
    );
    // A repeat is answered with its first events, and seeds may have changed since.
    if (state && !isPlaced(state, match)) await matchAsset(store, { key, match }, { ...task, now });
    return { changes: changesOf({ key, ...(state ?? first) }, events), discovered: events.some(isDiscovery) };
  } catch (error) {
    return { changes: [refused({ key, sighting: first }, error)], discovered: false };
  }
}

const isDiscovery = ({ type }: AssetEvent): boolean => type === 'AssetDiscovered';

/**
 * A single sighting has the id that it has always had. Versions of the code differ in how many sightings they make of
 * a host, and once sent a command for each. A chunk that another version began comes out the same, as the events
 * are looked for under each of these ids.
 */
function commandIdsOf({ job, chunk }: ChunkTask, key: string, sightings: number) {
  const idAs = (part: number | 'all'): CommandId => derivedCommandId(job, chunk.number, key, part);
  const ordinals = Array.from({ length: sightings }, (_, ordinal) => idAs(ordinal));
  return sightings === 1
    ? { commandId: idAs(0), begunAs: [idAs('all')] }
    : { commandId: idAs('all'), begunAs: ordinals };
}

/** After a lost race only this asset's command is sent again, and not the whole chunk after its message's time-out. */
async function persistently(
  store: EventStore,
  send: () => Promise<Outcome<AssetState, AssetEvent>>,
): Promise<Outcome<AssetState, AssetEvent>> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await send();
    } catch (error) {
      if (!(error instanceof VersionConflict) || attempt === MAX_ATTEMPTS) throw error;
      await store.pause(attempt);
    }
  }
}

/** The line of a host that the domain refuses. Anything else is thrown. */
export function refused(
  { key, sighting: { dns, name } }: { readonly key: string; readonly sighting: Sighting },
  error: unknown,
): ImportChange {
  if (!isFailure(error) || error.kind !== 'refused') throw error;
  return refusalOf({ key, dns, name }, error);
}
