import type { EventType, Subscriber } from './services.ts';

/**
 * The subscribers of each event. All events go on the bus, also those that nobody reacts to yet. Rules, queues,
 * dead-letter queues and alarms are made from this table. A subscriber without a handler, or a handler without a
 * subscription, does not compile (`Reactions`).
 */
export const subscribers = {
  JobResultsReceived: ['capability:worker'],
  JobCompleted: ['asset'],
  SeedAdded: ['asset'],
  SeedUpdated: ['asset'],
  SeedRemoved: ['asset'],
} as const satisfies { readonly [Type in EventType]?: readonly Subscriber[] };

type Subscribed = keyof typeof subscribers;

/** The types of the events that a subscriber reacts to. */
type SubscriptionsOf<S extends Subscriber> = {
  [Type in Subscribed]: S extends (typeof subscribers)[Type][number] ? Type : never;
}[Subscribed];

/** Exactly one handler per event that `S` subscribes to: no more, no less. */
export type Reactions<S extends Subscriber, Handler> = {
  readonly [Type in SubscriptionsOf<S>]: Handler;
} & { readonly [Type in Exclude<EventType, SubscriptionsOf<S>>]?: never };
