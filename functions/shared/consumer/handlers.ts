import type { Instant } from '#schemas/primitives.ts';
import type { DueHandlersOf, EventsQueueOf, OwnQueueOf, ServiceName, Subscriber } from '#schemas/services.ts';
import type { Reactions } from '#schemas/topics.ts';
import type { DueHandler } from '#shared/due/settle-due.ts';
import type { EventHandler } from './event-handler.ts';
import type { QueueHandler } from './reactions.ts';

/** The handlers of a consumer: one for each event that it subscribes to, and one for each queue of its own. */
export interface HandlersOf<S extends Subscriber> {
  readonly events: Reactions<S, EventHandler>;
  readonly queues: { readonly [Queue in OwnQueueOf<S>]: QueueHandler };
}

/** The handlers of a service's reactions: also one for each aggregate that its manifest calls `due`. */
export interface ReactionsOf<S extends ServiceName> extends HandlersOf<S> {
  readonly due: DueHandlersOf<S, DueHandler>;
  /** Further work of each minute, after the sweep. */
  readonly onSweep?: (now: Instant) => Promise<void>;
}

/** The handlers of a consumer beside the reactions, and the queue in which its events arrive. */
export interface ConsumerHandlersOf<S extends Subscriber> extends HandlersOf<S> {
  readonly eventsQueue: EventsQueueOf<S>;
}
