import type * as z from 'zod';
import type { PublishedEvent } from '#schemas/envelope.ts';
import { TerminalFailure } from '#schemas/errors.ts';
import { fieldProblems } from '#schemas/field-problems.ts';
import type { AccountId } from '#schemas/primitives.ts';
import type { EventHandler } from './effect.ts';

/** A copy of one aggregate's state, and which version of it. */
export interface FollowedState<State> {
  readonly accountId: AccountId;
  readonly aggregateType: string;
  readonly key: string;
  readonly version: number;
  readonly state: State;
}

/**
 * Writes a copy where, and only where, the kept version is lower than `version`, in one conditional write, and says whether it did.
 * The version is kept with the copy; comparing first and writing then is a race.
 */
export type GuardedWrite<State> = (row: FollowedState<State>) => Promise<'applied' | 'stale'>;

/**
 * A follower copies another aggregate's state. It sees states, never what changed, so that duplicates, gaps and disorder change nothing:
 * whatever arrives, in whatever order, the highest version stands in the end.
 */
export function follower<S>(state: z.ZodType<S>, write: GuardedWrite<S>): EventHandler {
  return async (event: PublishedEvent) => {
    const parsed = state.safeParse(event.state);
    if (!parsed.success) {
      throw new TerminalFailure(
        'unreadable-state',
        `the state of ${event.aggregate_type} does not fit its schema`,
        {
          errors: fieldProblems(parsed.error),
        },
      );
    }
    await write({
      accountId: event.metadata.account_id,
      aggregateType: event.aggregate_type,
      key: event.aggregate_id,
      version: event.state_version,
      state: parsed.data,
    });
  };
}
