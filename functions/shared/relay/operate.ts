import type { Envelope } from '#schemas/envelope.ts';
import { Refusal } from '#schemas/errors.ts';
import { fieldProblems } from '#schemas/field-problems.ts';
import { type OperationProgress, RelayOperation } from '#schemas/operations.ts';
import type { EventStore } from '#shared/event-store/event-store.ts';
import { BUS_LIMITS, type Bus, type BusEntry } from '#shared/messaging/bus.ts';
import { type EntryDeps, entryOf, publishedOf, replaySource } from './entry.ts';
import { publish } from './publish.ts';
import { eventsSince } from './republish.ts';
import { type AggregatePlace, type Thing, walk } from './walk.ts';

export interface OperateDeps extends EntryDeps {
  readonly store: EventStore;
  readonly bus: Bus;
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
 * Performs what an operator asks of a relay: `replay` or `republish`. It is resumable: it answers a cursor when its time is over, and what
 * was sent behind the last cursor is sent again, which is harmless.
 *
 * @throws Refusal `invalid` naming each field; the first failure of the bus
 */
export async function operate(event: unknown, deps: OperateDeps): Promise<OperationProgress> {
  const parsed = RelayOperation.safeParse(event);
  if (!parsed.success) throw invalid(fieldProblems(parsed.error));
  const operation = parsed.data;
  const send = sender(deps, operation.perSecond);
  const end = deps.milliseconds() + (deps.budgetMs ?? BUDGET_MS);
  for await (const step of walk(deps.store, deps.places, operation.accountId, operation.cursor)) {
    if (step.thing) for await (const events of entriesOf(step.thing, operation, deps)) await send.all(events);
    if (deps.milliseconds() < end) continue;
    await send.rest();
    return { sent: send.count(), cursor: step.cursor };
  }
  await send.rest();
  return { sent: send.count() };
}

const invalid = (errors: ReturnType<typeof fieldProblems>): Refusal =>
  new Refusal('invalid', errors.map(({ path, message }) => `${path}: ${message}`).join('; '), { errors });

/** What is sent for one thing: its newest event with its state, or all its events since a moment. */
async function* entriesOf(
  { stream, tip }: Thing,
  operation: RelayOperation,
  deps: OperateDeps,
): AsyncGenerator<readonly BusEntry[]> {
  const toEntry = (envelope: Envelope): Promise<BusEntry> => entryOf(publishedOf(envelope, tip), deps);
  if (operation.operation === 'republish') {
    for await (const events of eventsSince(deps.store, stream, tip, operation.since))
      yield await Promise.all(events.map(toEntry));
    return;
  }
  const newest = tip.events.at(-1);
  if (!newest) return;
  const entry = await toEntry(newest);
  // Its own source and the subscriber as its type: only the rule for replays of that subscriber takes it.
  yield [{ ...entry, source: replaySource(newest.service_name), type: operation.to }];
}

/** Publishes full calls as they fill, no faster than the rate. */
function sender({ bus, milliseconds, sleep }: OperateDeps, perSecond: number) {
  const started = milliseconds();
  let pending: BusEntry[] = [];
  let sent = 0;
  const flush = async (): Promise<void> => {
    const run = pending;
    pending = [];
    const { unpublished } = await publish(
      bus,
      run.map((entry) => ({ origin: undefined, entry })),
    );
    const [failed] = unpublished;
    if (failed) throw failed.error;
    sent += run.length;
    const early = started + (sent / perSecond) * 1000 - milliseconds();
    if (early > 0) await sleep(early);
  };
  return {
    count: () => sent,
    rest: async () => {
      if (pending.length > 0) await flush();
    },
    all: async (entries: readonly BusEntry[]) => {
      for (const entry of entries) {
        pending.push(entry);
        if (pending.length === BUS_LIMITS.entries) await flush();
      }
    },
  };
}
