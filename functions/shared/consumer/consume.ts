import type { SQSBatchResponse } from 'aws-lambda';
import pLimit from 'p-limit';
import type { PublishedEvent } from '#schemas/envelope.ts';
import { assertAttemptLeft, type FailureDeps, failRecord } from './fail-record.ts';
import { factsIn } from './message-facts.ts';
import type { OutcomeLine, OutcomeLog } from './outcome-log.ts';
import { type QueueRecord, queueNameOf } from './records.ts';

/** Messages of one batch that are handled at the same time: enough to hide round trips, few enough to keep memory flat. */
const CONCURRENT_RECORDS = 5;

export interface ConsumerDeps extends FailureDeps {
  readonly log: OutcomeLog;
  /** For durations only. */
  readonly milliseconds: () => number;
  readonly concurrentRecords?: number;
}

/** The work that one record asks for. */
export interface Task {
  /** Handles the record alone. `ignored`: there was nothing to do. */
  run(): Promise<'applied' | 'ignored'>;
  /** Where the handler takes many at once: records with the same `apply` are handled by one call of it. */
  readonly batch?: { readonly apply: Together; readonly event: PublishedEvent };
}

type Together = (events: readonly PublishedEvent[]) => Promise<void>;

/** Reads a record and answers its task. */
export type PlanRecord = (record: QueueRecord) => Promise<Task>;

interface Pending {
  readonly record: QueueRecord;
  readonly started: number;
}
type Gathered = Pending & { readonly task: Task & Required<Pick<Task, 'batch'>> };

/**
 * Handles a batch so that one bad message neither fails nor holds up the others. A transient failure or a conflict
 * lets the message come again. A refused or terminal one is parked with its reason. A message that is newer than this
 * code waits. A defect of ours comes again a few times and is then parked. A message whose consumer was killed at every
 * attempt is parked before it is handled once more.
 */
export async function consume(
  records: readonly QueueRecord[],
  plan: PlanRecord,
  deps: ConsumerDeps,
): Promise<SQSBatchResponse> {
  const limit = pLimit(deps.concurrentRecords ?? CONCURRENT_RECORDS);
  const again = new Set<string>();
  const gathered: Gathered[] = [];
  await Promise.all(
    records.map((record) =>
      limit(async () => {
        const pending = { record, started: deps.milliseconds() };
        const begun = await begin(pending, plan, deps);
        if (begun === 'again') again.add(record.messageId);
        else if (begun !== 'done') gathered.push(begun);
      }),
    ),
  );
  for (const group of Map.groupBy(gathered, ({ task }) => task.batch.apply).values()) {
    if (await applied(group, deps)) continue;
    await Promise.all(
      group.map((item) =>
        limit(async () => {
          if ((await finish(item, item.task.run, deps)) === 'again') again.add(item.record.messageId);
        }),
      ),
    );
  }
  return {
    batchItemFailures: [...new Set(records.map(({ messageId }) => messageId))]
      .filter((id) => again.has(id))
      .map((itemIdentifier) => ({ itemIdentifier })),
  };
}

/** Handles a record that is handled alone; hands back one that others may join. */
async function begin(
  pending: Pending,
  plan: PlanRecord,
  deps: ConsumerDeps,
): Promise<'done' | 'again' | Gathered> {
  let task: Task;
  try {
    assertAttemptLeft(pending.record, deps);
    task = await plan(pending.record);
  } catch (error) {
    return finish(pending, () => Promise.reject(error), deps);
  }
  const { batch } = task;
  return batch ? { ...pending, task: { ...task, batch } } : finish(pending, task.run, deps);
}

/**
 * One call for all of them. False where it failed for any reason: each message is then handled alone and shows its
 * own.
 */
async function applied(group: readonly Gathered[], deps: ConsumerDeps): Promise<boolean> {
  const [first] = group;
  if (first === undefined || group.length === 1) return false;
  try {
    await first.task.batch.apply(group.map(({ task }) => task.batch.event));
  } catch {
    return false;
  }
  for (const item of group) deps.log({ ...lineOf(item, deps), outcome: 'applied', code: 'ok' });
  return true;
}

async function finish(pending: Pending, run: Task['run'], deps: ConsumerDeps): Promise<'done' | 'again'> {
  try {
    const outcome = await run();
    deps.log({ ...lineOf(pending, deps), outcome, code: 'ok' });
    return 'done';
  } catch (error) {
    const failed = await failRecord(pending.record, error, deps);
    deps.log({ ...lineOf(pending, deps), ...failed });
    return failed.outcome === 'retried' ? 'again' : 'done';
  }
}

const lineOf = (
  { record, started }: Pending,
  { milliseconds }: ConsumerDeps,
): Omit<OutcomeLine, 'outcome' | 'code'> => ({
  ...factsIn(record.body),
  source: queueNameOf(record),
  id: record.messageId,
  duration_ms: Math.round(milliseconds() - started),
});
