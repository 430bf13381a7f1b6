import type { Envelope } from '#schemas/envelope.ts';
import { TerminalFailure } from '#schemas/errors.ts';
import type { DomainEvent } from '#schemas/event.ts';
import type { AccountId } from '#schemas/primitives.ts';
import type { StreamId } from '#shared/event-store/address.ts';
import type { EventStore, Tip } from '#shared/event-store/event-store.ts';
import type { Aggregate } from './aggregate.ts';
import { answerBytes, MAX_ANSWER_BYTES } from './answer-size.ts';
import { currentState } from './current-state.ts';
import { streamOf, upcastEnvelope } from './stored-state.ts';

export interface Loaded<State> {
  readonly state: State;
  readonly version: number;
}

/** A consistent read of one thing. */
export async function loadAggregate<S, C, E extends DomainEvent>(
  store: EventStore,
  aggregate: Aggregate<S, C, E>,
  accountId: AccountId,
  key: string,
): Promise<Loaded<S> | undefined> {
  const tip = await store.load(streamOf(aggregate, accountId, key));
  return tip && { state: await currentState(store, aggregate, tip), version: tip.version };
}

export interface History {
  /** Oldest first, without gaps, each in the newest version of its schema. */
  readonly events: readonly Envelope[];
  /** Give it as `after` to go on; absent at the end. */
  readonly next?: number;
}

/** As many as can be answered at once; one at least. */
function answerable(events: readonly Envelope[]): readonly Envelope[] {
  let room = MAX_ANSWER_BYTES;
  const end = events.findIndex((event, at) => {
    room -= answerBytes(event);
    return at > 0 && room < 0;
  });
  return end === -1 ? events : events.slice(0, end);
}

/**
 * The history of one thing: versions 1..n without a gap, at most `limit` of them, fewer where they are large.
 * Undefined where nothing ever was.
 */
export async function historyOf<S, C, E extends DomainEvent>(
  store: EventStore,
  aggregate: Aggregate<S, C, E>,
  accountId: AccountId,
  key: string,
  { after = 0, limit = 100 }: { after?: number; limit?: number } = {},
): Promise<History | undefined> {
  const stream = streamOf(aggregate, accountId, key);
  const tip = await store.load(stream);
  if (!tip) return undefined;
  const events = answerable(await eventsAfter(store, stream, tip, after, limit));
  const last = events.at(-1)?.aggregate_version ?? tip.version;
  const history = { events: events.map((event) => upcastEnvelope(aggregate, event)) };
  return last < tip.version ? { ...history, next: last } : history;
}

/**
 * Stored events above version `after`, and above the stub that a history goes on from. The tip is read before the
 * pages, so an event that moves in between is seen twice and dropped once, and never missed.
 */
export async function eventsAfter(
  store: Pick<EventStore, 'paged'>,
  stream: StreamId,
  tip: Tip,
  above: number,
  limit = Number.MAX_SAFE_INTEGER,
): Promise<readonly Envelope[]> {
  const after = Math.max(above, tip.base ?? 0);
  const firstInTip = tip.version - tip.events.length + 1;
  const older = after + 1 < firstInTip ? await store.paged(stream, after, limit) : [];
  const wanted = [...older.filter((event) => event.aggregate_version < firstInTip), ...tip.events]
    .filter((event) => event.aggregate_version > after)
    .slice(0, limit);
  const gap = wanted.findIndex((event, at) => event.aggregate_version !== after + 1 + at);
  if (gap !== -1)
    throw new TerminalFailure(
      'broken-history',
      `the history of ${stream.key} has a gap after version ${after + gap}`,
    );
  return wanted;
}
