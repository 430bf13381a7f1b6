import { GuardLost } from '#schemas/errors.ts';
import type { DomainEvent } from '#schemas/event.ts';
import type { AccountId } from '#schemas/primitives.ts';
import { type EventStore, type Guard, liveIn } from '#shared/event-store/event-store.ts';
import type { Aggregate } from './aggregate.ts';
import { currentState } from './current-state.ts';
import { streamOf } from './stored-state.ts';

/** How often a decision is made again after a change. */
const MAX_RELOADS = 3;

/**
 * A thing, and the guard that it is still as it was read. Where there is none, `state` is undefined, and the guard is
 * that there is still none.
 */
export interface Guarded<State> {
  readonly state: State | undefined;
  readonly guard: Guard;
}

/** Reads a thing that a decision about another one rests on. Both must be of one service, as they lie in one table. */
export async function loadGuarded<S, C, E extends DomainEvent>(
  store: EventStore,
  aggregate: Aggregate<S, C, E>,
  accountId: AccountId,
  key: string,
): Promise<Guarded<S>> {
  const stream = streamOf(aggregate, accountId, key);
  const stored = await store.stored(stream);
  const tip = liveIn(stored);
  const state = tip && (await currentState(store, aggregate, tip));
  return { state, guard: { stream, version: stored?.version ?? 0 } };
}

/**
 * Runs `decide` again, at most three times, where a guard was lost: it reads all that it rests on anew each time.
 *
 * @example reloading(async () => {
 *   const admins = await loadGuarded(store, Account, accountId, accountKey(accountId));
 *   return execute(store, Membership, { key, command: commandFrom(admins.state), context, guards: [admins.guard] });
 * })
 * @throws GuardLost when it lost every time
 */
export async function reloading<T>(decide: () => Promise<T>): Promise<T> {
  for (let reloads = 0; ; reloads += 1) {
    try {
      return await decide();
    } catch (error) {
      if (!(error instanceof GuardLost) || reloads === MAX_RELOADS) throw error;
    }
  }
}
