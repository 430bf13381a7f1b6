import type { Instant } from '#schemas/primitives.ts';
import type { EventsQueueOf, OwnQueueOf, ServiceName, Subscriber } from '#schemas/services.ts';
import type { Reactions } from '#schemas/topics.ts';
import type { DueHandler } from '#shared/due/settle-due.ts';
import type { EventHandler } from './event-handler.ts';
import type { QueueHandler } from './reactions.ts';

/** What a consumer must handle: each event that it subscribes to, and the messages of each queue of its own. */
export interface HandlersOf<S extends Subscriber> {
  readonly events: Reactions<S, EventHandler>;
  readonly queues: { readonly [Queue in OwnQueueOf<S>]: QueueHandler };
}

/** What the reactions of a service must handle: also what is due. */
export interface ReactionsOf<S extends ServiceName> extends HandlersOf<S> {
  readonly due: readonly DueHandler[];
  /** What else the service does each minute, after the sweep. */
  readonly onSweep?: (now: Instant) => Promise<void>;
}

/** What a consumer beside the reactions must handle, and the queue in which its events arrive. */
export interface ConsumerHandlersOf<S extends Subscriber> extends HandlersOf<S> {
  readonly eventsQueue: EventsQueueOf<S>;
}
