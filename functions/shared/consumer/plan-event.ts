import type { PublishedEvent } from '#schemas/envelope.ts';
import { NewerThanReader } from '#schemas/errors.ts';
import type { ObjectStore } from '#shared/object-store/object-store.ts';
import type { Clock } from '#shared/runtime/clock.ts';
import type { Task } from './consume.ts';
import type { EventHandler } from './event-handler.ts';
import { receivedEvent } from './received-event.ts';
import type { QueueRecord } from './records.ts';

export interface EventsDeps {
  readonly objects: ObjectStore;
  readonly clock: Clock;
  /** One per event that is subscribed to: `Reactions<'asset', EventHandler>`. */
  readonly events: Readonly<Record<string, EventHandler | undefined>>;
}

/**
 * The task of an event in a queue.
 * @throws NewerThanReader `no-handler`: the subscription is deployed, and its code is not yet, or no longer after a
 * rollback
 */
export async function planEvent({ body }: QueueRecord, deps: EventsDeps): Promise<Task> {
  const { event, replay } = await receivedEvent(body, deps.objects);
  if (replay) return taskOf(followersOf(event, deps), event, deps);
  const handler = Object.hasOwn(deps.events, event.event_type) ? deps.events[event.event_type] : undefined;
  if (!handler) throw new NewerThanReader('no-handler', `nothing handles ${event.event_type} here yet`);
  return taskOf([handler], event, deps);
}

/** A replay shows a state and not an event: it is for each follower of such states, and for no effect. */
const followersOf = ({ aggregate_type }: PublishedEvent, { events }: EventsDeps): EventHandler[] => {
  const handlers = new Set(Object.values(events).filter((handler) => handler !== undefined));
  return [...handlers].filter(({ follows }) => follows === aggregate_type);
};

function taskOf(handlers: readonly EventHandler[], event: PublishedEvent, { clock }: EventsDeps): Task {
  const run = async () => {
    for (const handler of handlers) await handler(event, clock());
    return handlers.length > 0 ? ('applied' as const) : ('ignored' as const);
  };
  const [only, ...others] = handlers;
  return only?.together && others.length === 0 ? { run, batch: { apply: only.together, event } } : { run };
}
