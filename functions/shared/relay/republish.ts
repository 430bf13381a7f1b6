import type { Envelope } from '#schemas/envelope.ts';
import type { DomainEvent } from '#schemas/event.ts';
import type { AccountId, Instant } from '#schemas/primitives.ts';
import type { Aggregate } from '#shared/aggregate/aggregate.ts';
import { eventsAfter } from '#shared/aggregate/history.ts';
import { streamOf } from '#shared/aggregate/stored-state.ts';
import type { StreamId } from '#shared/event-store/address.ts';
import type { EventStore, Tip } from '#shared/event-store/event-store.ts';
import type { Bus } from '#shared/messaging/bus.ts';
import { type EntryDeps, entryOf, publishedOf } from './entry.ts';
import { publish } from './publish.ts';

export interface RepublishDeps extends EntryDeps {
  readonly store: EventStore;
  readonly bus: Bus;
}

/**
 * Publishes the events of one thing above version `after` again, with its present state: after a refold, for example.
 * Consumers drop known events, by event id or by version and fold.
 *
 * @returns how many events were published; throws the first failure
 */
export async function republish<S, C, E extends DomainEvent>(
  deps: RepublishDeps,
  aggregate: Aggregate<S, C, E>,
  accountId: AccountId,
  key: string,
  after?: number,
): Promise<number> {
  const stream = streamOf(aggregate, accountId, key);
  const tip = await deps.store.load(stream);
  if (!tip) return 0;
  let sent = 0;
  for await (const events of pagesOf(deps.store, stream, tip, after)) {
    const entries = await Promise.all(events.map((envelope) => entryOf(publishedOf(envelope, tip), deps)));
    const { unpublished } = await publish(
      deps.bus,
      entries.map((entry) => ({ origin: key, entry })),
    );
    const [failed] = unpublished;
    if (failed) throw failed.error;
    sent += entries.length;
  }
  return sent;
}

/** Events that are read at once: each has up to 150 KB. */
const PAGE = 50;

/** The events of a thing above version `after`, page by page, so that memory stays flat. */
export async function* pagesOf(
  store: EventStore,
  stream: StreamId,
  tip: Tip,
  after = tip.base ?? 0,
): AsyncGenerator<readonly Envelope[]> {
  let last = after;
  while (last < tip.version) {
    const page = await eventsAfter(store, stream, tip, last, PAGE);
    if (page.length === 0) return;
    yield page;
    last = page.at(-1)?.aggregate_version ?? tip.version;
  }
}

/** Some events of a thing that are wanted, and the version up to which it was looked through with them. */
export interface EventsThrough {
  readonly events: readonly Envelope[];
  readonly through: number;
}

/**
 * The events of a thing above version `after` that happened at `since` or later. Within a thing time never goes back,
 * so most things need only their tip. Pages without a wanted event are told as well: a long history takes long to read.
 */
export async function* eventsSince(
  store: EventStore,
  stream: StreamId,
  tip: Tip,
  since: Instant,
  after = 0,
): AsyncGenerator<EventsThrough> {
  const [first] = tip.events;
  const inTip =
    first !== undefined && (first.timestamp < since || first.aggregate_version === (tip.base ?? 0) + 1);
  const pages = inTip ? [tip.events] : pagesOf(store, stream, tip, after);
  for await (const page of pages) {
    const events = page.filter(
      ({ timestamp, aggregate_version }) => timestamp >= since && aggregate_version > after,
    );
    yield { events, through: page.at(-1)?.aggregate_version ?? tip.version };
  }
}
