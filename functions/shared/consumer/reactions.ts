import type { SQSBatchResponse } from 'aws-lambda';
import * as z from 'zod';
import { NewerThanReader, TerminalFailure } from '#schemas/errors.ts';
import { fieldProblems } from '#schemas/field-problems.ts';
import { parseLoose } from '#schemas/loose.ts';
import type { Instant } from '#schemas/primitives.ts';
import { DueMessage } from '#shared/due/due-message.ts';
import { type DueHandlers, settleDue } from '#shared/due/settle-due.ts';
import { secondsBetweenTurns } from '#shared/due/turn.ts';
import type { EventStore } from '#shared/event-store/event-store.ts';
import { type ConsumerDeps, consume, type Task } from './consume.ts';
import { type EventsDeps, planEvent } from './plan-event.ts';
import { jsonOf } from './received-event.ts';
import { nameInService, QueueBatch, type QueueRecord } from './records.ts';
import { type Wait, type WaitingMessage, waitedAfterNext } from './waiting.ts';

/** The message of the schedule. */
export const SweepEvent = z.looseObject({ kind: z.literal('sweep') });

/** Handles one message of a service's own queue, beside those of events and of due things. */
export type QueueHandler = (message: unknown, now: Instant) => Promise<void>;

/** The sweep of a service's table; absent in a service without one. */
export interface DueDeps {
  readonly store: EventStore;
  /** By the type of the aggregate: `ApiKey`. */
  readonly due: DueHandlers;
  readonly sweep: (now: Instant) => Promise<number>;
  /** Further work of each minute, after the sweep. */
  readonly onSweep?: (now: Instant) => Promise<void>;
}

/** A consumer without a table of its own, such as one that keeps a graph. */
export interface ConsumerOnlyDeps extends ConsumerDeps, EventsDeps {
  /** The queue in which events arrive; `events` without it. */
  readonly eventsQueue?: string;
  /** By the queue's name in the service: `imports`. */
  readonly queues?: Readonly<Record<string, QueueHandler>>;
}

export interface ReactionsDeps extends ConsumerOnlyDeps, DueDeps {}

/** A queue's own message, parsed before it is handled. Fields that a newer sender has added are left out. */
export const onQueue =
  <M extends z.ZodType>(
    schema: M,
    handle: (message: z.output<M>, now: Instant) => Promise<void>,
  ): QueueHandler =>
  async (message, now) => {
    const parsed = parseLoose(schema, message);
    if (!parsed.success) {
      throw new TerminalFailure('unreadable-message', 'the message does not fit the schema of its queue', {
        errors: fieldProblems(parsed.error),
      });
    }
    await handle(parsed.data, now);
  };

/** The Lambda handler of a service's reactions: its events, due things, its own queues, and the sweep. */
export function createReactions(deps: ReactionsDeps): (event: unknown) => Promise<SQSBatchResponse> {
  const due = onQueue(DueMessage, (message, now) => settleDue(deps.store, deps.due, message, now));
  const wait: Wait = async (message) => {
    if (!isTakenOver(message, deps.clock())) await deps.wait(message);
  };
  const react = createConsumer({ ...deps, wait, queues: { ...deps.queues, due } });
  return async (event) => {
    if (!SweepEvent.safeParse(event).success) return react(event);
    const started = deps.milliseconds();
    const now = deps.clock();
    const count = await deps.sweep(now);
    await deps.onSweep?.(now);
    const duration_ms = Math.round(deps.milliseconds() - started);
    deps.log({ outcome: 'swept', source: 'due', id: 'sweep', code: 'ok', count, duration_ms });
    return { batchItemFailures: [] };
  };
}

/**
 * Whether a message of a due thing need not wait any more, as the sweep sends the next one before its wait is over. So
 * a thing is looked at every few minutes, and its copies do not add up.
 */
function isTakenOver({ queue, body, waits }: WaitingMessage, now: Instant): boolean {
  if (!queue.endsWith('-due')) return false;
  const { due } = DueMessage.parse(jsonOf(body));
  return waitedAfterNext(waits) > secondsBetweenTurns(due, now);
}

/**
 * The Lambda handler of a consumer of queues: events, and queues of its own. It needs no table.
 *
 * @example createConsumer({ ...runtime, events: { AssetDiscovered: batchFollower(assets, writeNodes) } })
 */
export function createConsumer(deps: ConsumerOnlyDeps): (event: unknown) => Promise<SQSBatchResponse> {
  return async (event) =>
    consume(QueueBatch.parse(event).Records, (record) => planRecord(record, deps), deps);
}

/** @throws NewerThanReader `unknown-queue`: the queue is deployed, and its code is not yet */
async function planRecord(record: QueueRecord, deps: ConsumerOnlyDeps): Promise<Task> {
  const { queues = {}, eventsQueue = 'events' } = deps;
  const name = nameInService(record);
  if (name === eventsQueue) return planEvent(record, deps);
  const handle = Object.hasOwn(queues, name) ? queues[name] : undefined;
  if (!handle) throw new NewerThanReader('unknown-queue', `nothing handles messages of ${name} here yet`);
  return {
    run: async () => {
      await handle(jsonOf(record.body), deps.clock());
      return 'applied';
    },
  };
}
