import type { DomainEvent } from '#schemas/event.ts';
import type { AccountId } from '#schemas/primitives.ts';
import type { Aggregate } from '#shared/aggregate/aggregate.ts';
import { eventsAfter } from '#shared/aggregate/history.ts';
import { streamOf } from '#shared/aggregate/stored-state.ts';
import type { EventStore } from '#shared/event-store/event-store.ts';
import type { Bus } from '#shared/messaging/bus.ts';
import { type EntryDeps, entryOf, publishedOf } from './entry.ts';
import { publish } from './publish.ts';

export interface RepublishDeps extends EntryDeps {
  readonly store: EventStore;
  readonly bus: Bus;
}

/**
 * Publishes the stored events of one aggregate above version `after` again, with its present state: for events that a
 * stream lost after 24 hours. Consumers drop known events, by event id or by version.
 *
 * @returns how many events were published; throws the first failure
 */
export async function republish<S, C, E extends DomainEvent>(
  deps: RepublishDeps,
  aggregate: Aggregate<S, C, E>,
  accountId: AccountId,
  key: string,
  after = 0,
): Promise<number> {
  const stream = streamOf(aggregate, accountId, key);
  const tip = await deps.store.load(stream);
  if (!tip) return 0;
  const events = await eventsAfter(deps.store, stream, tip, after);
  const entries = await Promise.all(events.map((envelope) => entryOf(publishedOf(envelope, tip), deps)));
  const [first] = await publish(
    deps.bus,
    entries.map((entry) => ({ origin: key, entry })),
  );
  if (first) throw first.error;
  return entries.length;
}
