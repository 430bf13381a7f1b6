import type { SQSBatchResponse } from 'aws-lambda';
import * as z from 'zod';
import { TerminalFailure } from '#schemas/errors.ts';
import { fieldProblems } from '#schemas/field-problems.ts';
import type { Instant } from '#schemas/primitives.ts';
import { DueMessage } from '#shared/due/due-message.ts';
import { type DueHandler, settleDue } from '#shared/due/settle-due.ts';
import type { EventStore } from '#shared/event-store/event-store.ts';
import type { ObjectStore } from '#shared/object-store/object-store.ts';
import type { Clock } from '#shared/runtime/clock.ts';
import { type ConsumerDeps, consume, QueueBatch, type QueueRecord, queueNameOf } from './consume.ts';
import type { EventHandler } from './effect.ts';
import { jsonOf, receivedEvent } from './received-event.ts';

/** What the schedule sends. */
export const SweepEvent = z.looseObject({ kind: z.literal('sweep') });

/** A queue of a service's own, beside those of events and of what is due. */
export interface QueueHandler {
  /** The end of the queue's name: `imports`. */
  readonly queue: string;
  handle(message: unknown, now: Instant): Promise<void>;
}

export interface ReactionsDeps extends ConsumerDeps {
  readonly store: EventStore;
  readonly objects: ObjectStore;
  readonly clock: Clock;
  /** One per event that the service subscribes to: `Reactions<'asset', EventHandler>`. */
  readonly events: Readonly<Record<string, EventHandler>>;
  readonly due: readonly DueHandler[];
  readonly queues: readonly QueueHandler[];
  readonly sweep: (now: Instant) => Promise<number>;
}

/** A queue's own message, parsed before it is handled. */
export const onQueue = <M extends z.ZodType>(
  queue: string,
  schema: M,
  handle: (message: z.output<M>, now: Instant) => Promise<void>,
): QueueHandler => ({
  queue,
  async handle(message, now) {
    const parsed = schema.safeParse(message);
    if (!parsed.success) {
      throw new TerminalFailure('unreadable-message', `a message of ${queue} does not fit its schema`, {
        errors: fieldProblems(parsed.error),
      });
    }
    await handle(parsed.data, now);
  },
});

/** The Lambda handler of a service's reactions: its events, what is due, its own queues, and the sweep. */
export function createReactions(deps: ReactionsDeps): (event: unknown) => Promise<SQSBatchResponse> {
  const due = onQueue('due', DueMessage, (message, now) => settleDue(deps.store, deps.due, message, now));
  const queues = [...deps.queues, due];
  return async (event) => {
    if (SweepEvent.safeParse(event).success) {
      const count = await deps.sweep(deps.clock());
      deps.log({ outcome: 'swept', source: 'due', id: 'sweep', count });
      return { batchItemFailures: [] };
    }
    const { Records } = QueueBatch.parse(event);
    return consume(Records, (record) => react(record, deps, queues), deps);
  };
}

async function react(
  record: QueueRecord,
  deps: ReactionsDeps,
  queues: readonly QueueHandler[],
): Promise<void> {
  const name = queueNameOf(record);
  if (name.endsWith('-events')) return reactToEvent(record, deps);
  const own = queues.find(({ queue }) => name.endsWith(`-${queue}`));
  if (!own) throw new TerminalFailure('unknown-queue', `nothing handles messages of ${name}`);
  return own.handle(jsonOf(record.body), deps.clock());
}

async function reactToEvent(record: QueueRecord, deps: ReactionsDeps): Promise<void> {
  const event = await receivedEvent(record.body, deps.objects);
  const handler = Object.hasOwn(deps.events, event.event_type) ? deps.events[event.event_type] : undefined;
  if (!handler) throw new TerminalFailure('no-handler', `nothing handles ${event.event_type} here`);
  await handler(event, deps.clock());
}
