import type { ServiceName } from './primitives.ts';

/** Who reacts to an event: a service's reactions (by its events queue), or a service's worker (by its job queue). */
export type Subscriber = ServiceName | `${ServiceName}:worker`;

export interface Topic {
  readonly publisher: ServiceName;
  readonly subscribers: readonly Subscriber[];
}

/**
 * Every event of the platform: who publishes it and who reacts. All go on the bus, also those that nobody reacts to yet. Rules, queues, dead-letter queues and alarms are made
 * from this table; a subscriber without a handler, or a handler without a subscription, does not compile (`Reactions`).
 */
export const topics = {
  AccountCreated: { publisher: 'account', subscribers: [] },
  AccountRenamed: { publisher: 'account', subscribers: [] },
  AdminAppointed: { publisher: 'account', subscribers: [] },
  AdminDismissed: { publisher: 'account', subscribers: [] },
  UserRegistered: { publisher: 'account', subscribers: [] },
  UserAdmitted: { publisher: 'account', subscribers: [] },
  MemberAdded: { publisher: 'account', subscribers: [] },
  RoleChanged: { publisher: 'account', subscribers: [] },
  MemberRemoved: { publisher: 'account', subscribers: [] },
  ApiKeyCreated: { publisher: 'account', subscribers: [] },
  ApiKeyRevoked: { publisher: 'account', subscribers: [] },
  ApiKeyExpired: { publisher: 'account', subscribers: [] },
  ApiKeyUsed: { publisher: 'account', subscribers: [] },

  AssetDiscovered: { publisher: 'asset', subscribers: [] },
  AssetUpdated: { publisher: 'asset', subscribers: [] },
  AssetScanned: { publisher: 'asset', subscribers: [] },
  AssetTagged: { publisher: 'asset', subscribers: [] },
  AssetReclassified: { publisher: 'asset', subscribers: [] },
  AssetDeleted: { publisher: 'asset', subscribers: [] },
  SeedAdded: { publisher: 'asset', subscribers: [] },
  SeedUpdated: { publisher: 'asset', subscribers: [] },
  SeedRemoved: { publisher: 'asset', subscribers: [] },
  ImportStarted: { publisher: 'asset', subscribers: [] },
  ImportChunkNoted: { publisher: 'asset', subscribers: [] },
  ScanImported: { publisher: 'asset', subscribers: [] },
  ImportIncomplete: { publisher: 'asset', subscribers: [] },

  JobScheduled: { publisher: 'capability', subscribers: [] },
  JobStarted: { publisher: 'capability', subscribers: [] },
  JobResultsReceived: { publisher: 'capability', subscribers: ['capability:worker'] },
  JobCompleted: { publisher: 'capability', subscribers: ['asset'] },
  JobFailed: { publisher: 'capability', subscribers: [] },
  JobCancelled: { publisher: 'capability', subscribers: [] },
  JobTimedOut: { publisher: 'capability', subscribers: [] },
} as const satisfies Record<string, Topic>;

export type TopicName = keyof typeof topics;

/** The names of the events that a subscriber reacts to. */
export type SubscriptionsOf<S extends Subscriber> = {
  [T in TopicName]: S extends (typeof topics)[T]['subscribers'][number] ? T : never;
}[TopicName];

/** Exactly one handler per event that `S` subscribes to: no more, no less. */
export type Reactions<S extends Subscriber, Handler> = { readonly [T in SubscriptionsOf<S>]: Handler };

/** The events that a subscriber reacts to, as the bus's rule needs them. */
export function subscriptionsOf(subscriber: Subscriber): { publisher: ServiceName; event: TopicName }[] {
  const found: { publisher: ServiceName; event: TopicName }[] = [];
  for (const name of Object.keys(topics).filter(isTopicName)) {
    const topic: Topic = topics[name];
    if (topic.subscribers.includes(subscriber)) found.push({ publisher: topic.publisher, event: name });
  }
  return found;
}

const isTopicName = (name: string): name is TopicName => Object.hasOwn(topics, name);
