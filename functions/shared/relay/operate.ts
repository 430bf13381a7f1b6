import { defined } from '#schemas/defined.ts';
import type { Envelope } from '#schemas/envelope.ts';
import { type FieldProblem, Refusal } from '#schemas/errors.ts';
import { fieldProblems } from '#schemas/field-problems.ts';
import { type OperationProgress, RelayOperation } from '#schemas/operations.ts';
import type { EventStore } from '#shared/event-store/event-store.ts';
import type { Bus, BusEntry } from '#shared/messaging/bus.ts';
import { type Log, type LogFields, loggedCause } from '#shared/runtime/observability.ts';
import { type EntryDeps, entryOf, publishedOf, replaySource } from './entry.ts';
import { eventsSince } from './republish.ts';
import { type Sender, sender } from './sender.ts';
import { type AggregatePlace, type Thing, walk } from './walk.ts';

export interface OperateDeps extends EntryDeps {
  readonly store: EventStore;
  readonly bus: Bus;
  readonly log: Log;
  readonly service: string;
  /** Who hears this service: a replay to anybody else is led to no queue, and lost. */
  readonly subscribers: readonly string[];
  /** All that the service keeps. */
  readonly places: readonly AggregatePlace[];
  /** For the rate. */
  readonly milliseconds: () => number;
  readonly sleep: (milliseconds: number) => Promise<void>;
  /** So long one invocation goes on before it answers how far it came. */
  readonly budgetMs?: number;
}

/** Below the time-out of a relay in every stage. */
const BUDGET_MS = 10_000;

export const isOperation = (event: unknown): boolean =>
  typeof event === 'object' && event !== null && 'operation' in event;

/**
 * Performs what an operator asks of a relay: `replay` or `republish`. It is resumable: it answers a cursor when its
 * time is over, also within one thing of many events. What was sent behind the last cursor is sent again, which is
 * harmless. It leaves one line in the log, however it ends.
 *
 * @throws Refusal `invalid` naming each field, `nothing-kept`; the first failure of the bus
 */
export async function operate(event: unknown, deps: OperateDeps): Promise<OperationProgress> {
  let asked: LogFields = {};
  let sent = () => 0;
  try {
    const operation = operationIn(event, deps);
    asked = fieldsOf(operation);
    const send = sender(deps, operation.perSecond);
    sent = send.count;
    const cursor = await perform(operation, send, deps);
    const progress = defined({ sent: sent(), cursor });
    deps.log.info('operation performed', { ...asked, ...progress });
    return progress;
  } catch (error) {
    deps.log.error('operation failed', { ...asked, sent: sent(), error: loggedCause(error) });
    throw error;
  }
}

const fieldsOf = ({ operation, accountId, perSecond, ...rest }: RelayOperation): LogFields =>
  defined({
    operation,
    account_id: accountId,
    per_second: perSecond,
    to: 'to' in rest ? rest.to : undefined,
    since: 'since' in rest ? rest.since : undefined,
    from: rest.cursor,
  });

function operationIn(event: unknown, { service, subscribers }: OperateDeps): RelayOperation {
  const parsed = RelayOperation.safeParse(event);
  if (!parsed.success) throw invalid(fieldProblems(parsed.error));
  const operation = parsed.data;
  if (operation.operation === 'replay' && !subscribers.includes(operation.to)) {
    const known = subscribers.length > 0 ? `must be one of ${subscribers.join(', ')}` : 'there is none';
    throw invalid([{ path: 'to', message: `nobody of that name hears ${service}: ${known}` }]);
  }
  return operation;
}

const invalid = (errors: readonly FieldProblem[]): Refusal =>
  new Refusal('invalid', errors.map(({ path, message }) => `${path}: ${message}`).join('; '), { errors });

/** Answers where to go on; undefined at the end. Each invocation comes at least one event further. */
async function perform(
  operation: RelayOperation,
  send: Sender,
  deps: OperateDeps,
): Promise<string | undefined> {
  const end = deps.milliseconds() + (deps.budgetMs ?? BUDGET_MS);
  const isOver = () => deps.milliseconds() >= end;
  let kept = operation.cursor !== undefined;
  for await (const { thing, cursor } of walk(
    deps.store,
    deps.places,
    operation.accountId,
    operation.cursor,
  )) {
    kept ||= thing !== undefined;
    for await (const { entry, behind = cursor } of thing ? partsOf(thing, operation, deps) : []) {
      if (entry) await send.one(entry);
      if (!isOver()) continue;
      await send.rest();
      return behind;
    }
    if (!isOver()) continue;
    await send.rest();
    return cursor;
  }
  await send.rest();
  if (kept) return undefined;
  throw new Refusal('nothing-kept', `${deps.service} keeps nothing of account ${operation.accountId}`);
}

/** A part of what is sent for one thing. `behind`: the cursor behind it; absent where the thing is done with it. */
interface Part {
  readonly entry?: BusEntry;
  readonly behind?: string;
}

/** For one thing: its newest event with its state, or all its events since a moment. */
async function* partsOf(
  { stream, tip, after, cursorAt }: Thing,
  operation: RelayOperation,
  deps: OperateDeps,
): AsyncGenerator<Part> {
  const toEntry = (envelope: Envelope): Promise<BusEntry> => entryOf(publishedOf(envelope, tip), deps);
  const toPart = async (envelope: Envelope): Promise<Part> => ({
    entry: await toEntry(envelope),
    behind: cursorAt(envelope.aggregate_version),
  });
  if (operation.operation === 'republish') {
    for await (const { events, through } of eventsSince(deps.store, stream, tip, operation.since, after)) {
      yield* await Promise.all(events.map(toPart));
      yield { behind: cursorAt(through) };
    }
    return;
  }
  const newest = tip.events.at(-1);
  if (!newest) return;
  const entry = await toEntry(newest);
  // Its own source and the subscriber as its type: only the rule for replays of that subscriber takes it.
  yield { entry: { ...entry, source: replaySource(newest.service_name), type: operation.to } };
}
