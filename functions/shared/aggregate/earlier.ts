import type { Envelope } from '#schemas/envelope.ts';
import type { Instant } from '#schemas/primitives.ts';
import type { StreamId } from '#shared/event-store/address.ts';
import type { EventStore, Tip } from '#shared/event-store/event-store.ts';
import { forgottenUpTo } from '#shared/event-store/recent.ts';
import { eventsAfter } from './history.ts';

/** How far the clocks of two writers may differ. */
const SKEW_MS = 10 * 60 * 1000;

/** Events that are read at first; twice as many each further time. */
const FIRST_READ = 64;

/**
 * The events of commands that are not remembered any more, and may have been carried out at any time since `since`.
 * Nothing is read where nothing can be: while every command is remembered, and while nothing has happened since.
 */
export async function earlierEvents(
  store: EventStore,
  stream: StreamId,
  tip: Tip,
  { commandIds, since }: { readonly commandIds: ReadonlySet<string>; readonly since: Instant },
): Promise<readonly Envelope[]> {
  const from = new Date(Date.parse(since) - SKEW_MS).toISOString();
  const isOld = (event: Envelope | undefined) => event === undefined || event.timestamp < from;
  const unknown = forgottenUpTo(tip.recent);
  if (unknown === undefined || isOld(tip.events.at(-1))) return [];
  const isOwn = ({ metadata }: Envelope) => commandIds.has(metadata.command_id);
  const found: Envelope[] = [];
  let read = FIRST_READ;
  const base = tip.base ?? 0;
  for (let upTo = unknown; upTo > base; read *= 2) {
    const after = Math.max(base, upTo - read);
    const events = await eventsAfter(store, stream, tip, after, upTo - after);
    found.unshift(...events.filter(isOwn));
    const [first] = events;
    if (first === undefined || isOld(first)) break;
    // The events of one command lie together: with one before them, they are all here. Several commands may lie apart.
    if (commandIds.size === 1 && found.length > 0 && !isOwn(first)) break;
    upTo = after;
  }
  return found;
}
