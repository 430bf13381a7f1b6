import type { DomainEvent } from '#schemas/event.ts';
import { type EventStore, foldOf, type Tip } from '#shared/event-store/event-store.ts';
import type { Aggregate } from './aggregate.ts';
import { eventsAfter } from './history.ts';
import { domainEventOf, stateOf, streamOf } from './stored-state.ts';

/**
 * The state of a thing as this version of the code folds it. A state of another generation of the fold, older or
 * newer, is not taken over: the events are folded again. That reads the whole history each time until the next write,
 * or `refold`, has stored the state anew.
 *
 * @throws NewerThanReader where the state, or one of the events, is of a version that this code does not know
 */
export async function currentState<S, C, E extends DomainEvent>(
  store: Pick<EventStore, 'paged'>,
  aggregate: Aggregate<S, C, E>,
  tip: Tip,
): Promise<S> {
  if (foldOf(tip) === generationOf(aggregate)) return stateOf(aggregate, tip);
  const stream = streamOf(aggregate, tip.accountId, tip.key);
  const envelopes = await eventsAfter(store, stream, tip, 0);
  return folded(
    aggregate,
    undefined,
    envelopes.map((envelope) => domainEventOf(aggregate, envelope)),
  );
}

export const generationOf = <S, C, E extends DomainEvent>(aggregate: Aggregate<S, C, E>): number =>
  aggregate.fold ?? 1;

/** The state after one event at least. */
export function folded<S, C, E extends DomainEvent>(
  aggregate: Aggregate<S, C, E>,
  state: S | undefined,
  [first, ...others]: readonly E[],
): S {
  if (first === undefined) throw new TypeError('a state needs an event');
  return others.reduce<S>(
    (current, event) => aggregate.evolve(current, event),
    aggregate.evolve(state, first),
  );
}
