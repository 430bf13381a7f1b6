import type * as z from 'zod';
import type { PublishedEvent } from '#schemas/envelope.ts';
import type { AccountId } from '#schemas/primitives.ts';
import type { EventHandler } from './event-handler.ts';
import { type Reads, readState } from './reading.ts';

/** A copy of one aggregate's state, and which version of it. */
export interface FollowedState<State> {
  readonly accountId: AccountId;
  readonly aggregateType: string;
  readonly key: string;
  readonly version: number;
  /** Generation of the fold that made the state; a refold tells the same version again, of a higher one. */
  readonly fold: number;
  readonly state: State;
}

/** Whether one copy takes the place of another: of a higher version, or of the same version and a higher fold. */
export const isNewerCopy = (
  copy: Pick<FollowedState<unknown>, 'version' | 'fold'>,
  kept: Pick<FollowedState<unknown>, 'version' | 'fold'>,
): boolean => copy.version > kept.version || (copy.version === kept.version && copy.fold > kept.fold);

/**
 * Writes a copy where, and only where, the kept (version, fold) is lower than its own, in one conditional write, and says whether it did.
 * Both are kept with the copy; comparing first and writing then is a race.
 */
export type GuardedWrite<State> = (row: FollowedState<State>) => Promise<'applied' | 'stale'>;

/** As `GuardedWrite`, for many copies at once, each of another aggregate. It writes all of them or throws. */
export type GuardedBatchWrite<State> = (rows: readonly FollowedState<State>[]) => Promise<void>;

/** Which states are followed: `version` is that of the state's schema, and the upcasters are the publisher's, under `State`. */
export interface Follows<S extends z.ZodType> extends Reads<S> {
  /** `aggregate_type`. */
  readonly aggregate: string;
}

/**
 * A follower copies another aggregate's state. It sees states and never changes, so duplicates, gaps and disorder do
 * not matter: the highest version, and of that the highest fold, stands in the end.
 *
 * @example follower({ aggregate: 'Asset', version: 1, data: AssetState }, writeCopy)
 */
export const follower = <S extends z.ZodType>(
  follows: Follows<S>,
  write: GuardedWrite<z.output<S>>,
): EventHandler =>
  Object.assign(
    async (event: PublishedEvent): Promise<void> => {
      await write(rowOf(follows, event));
    },
    { follows: follows.aggregate },
  );

/**
 * A follower for stores that are fast only with many rows in one call. It gets a whole batch of messages, of each
 * aggregate the highest version only. Where a batch fails, each message is handled alone, so that one bad row does
 * not fail the others.
 */
export function batchFollower<S extends z.ZodType>(
  follows: Follows<S>,
  write: GuardedBatchWrite<z.output<S>>,
): EventHandler {
  const together = (events: readonly PublishedEvent[]): Promise<void> =>
    write(highest(events.map((event) => rowOf(follows, event))));
  return Object.assign((event: PublishedEvent) => together([event]), {
    follows: follows.aggregate,
    together,
  });
}

const rowOf = <S extends z.ZodType>(
  follows: Follows<S>,
  event: PublishedEvent,
): FollowedState<z.output<S>> => ({
  accountId: event.metadata.account_id,
  aggregateType: event.aggregate_type,
  key: event.aggregate_id,
  version: event.state_version,
  fold: event.state_fold ?? 1,
  state: readState(follows, event),
});

/** Of each aggregate the row with the highest version, in order of account and key: writers that lock rows must not lock them crosswise. */
function highest<S>(rows: readonly FollowedState<S>[]): FollowedState<S>[] {
  const found = new Map<string, FollowedState<S>>();
  for (const row of rows) {
    const name = JSON.stringify([row.accountId, row.aggregateType, row.key]);
    const known = found.get(name);
    if (known === undefined || isNewerCopy(row, known)) found.set(name, row);
  }
  return [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
}
