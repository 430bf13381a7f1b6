import type { Envelope } from '#schemas/envelope.ts';
import type { CommandId, Instant } from '#schemas/primitives.ts';
import type { StreamId } from '#shared/event-store/address.ts';
import type { EventStore, Tip } from '#shared/event-store/event-store.ts';
import { forgottenUpTo } from '#shared/event-store/recent.ts';
import { eventsAfter } from './history.ts';

/** How far the clocks of two writers may differ. */
const SKEW_MS = 10 * 60 * 1000;

/** Events that are read at first; twice as many each further time. */
const FIRST_READ = 64;

/**
 * The events of a command that is not remembered any more, and may have been carried out at any time since `since`. Nothing is read where
 * nothing can be: while every command is remembered, and while nothing has happened since.
 */
export async function earlierEvents(
  store: EventStore,
  stream: StreamId,
  tip: Tip,
  { commandId, since }: { readonly commandId: CommandId; readonly since: Instant },
): Promise<readonly Envelope[]> {
  const from = new Date(Date.parse(since) - SKEW_MS).toISOString();
  const isOld = (event: Envelope | undefined) => event === undefined || event.timestamp < from;
  const unknown = forgottenUpTo(tip.recent);
  if (unknown === undefined || isOld(tip.events.at(-1))) return [];
  const own = (events: readonly Envelope[]) =>
    events.filter(({ metadata }) => metadata.command_id === commandId);
  const found: Envelope[] = [];
  let read = FIRST_READ;
  const base = tip.base ?? 0;
  for (let upTo = unknown; upTo > base; read *= 2) {
    const after = Math.max(base, upTo - read);
    const events = await eventsAfter(store, stream, tip, after, upTo - after);
    found.unshift(...own(events));
    // A command's events lie together: with one before them, they are all here.
    if (isOld(events[0]) || (found.length > 0 && events[0]?.metadata.command_id !== commandId)) break;
    upTo = after;
  }
  return found;
}
