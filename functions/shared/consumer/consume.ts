import type { SQSBatchResponse } from 'aws-lambda';
import pLimit from 'p-limit';
import * as z from 'zod';
import { failureKind, isFailure } from '#schemas/errors.ts';
import type { OutcomeLog } from './outcome-log.ts';
import { type Park, type Parked, reasonOf } from './parking.ts';
import { jsonOf } from './received-event.ts';

/** Messages of one batch that are handled at the same time: enough to hide round trips, few enough to keep memory flat. */
const CONCURRENT_RECORDS = 5;

/** What is needed of a record that Lambda hands over from a queue. */
export const QueueRecord = z.looseObject({
  messageId: z.string(),
  body: z.string(),
  eventSourceARN: z.string(),
});
export type QueueRecord = z.infer<typeof QueueRecord>;

export const QueueBatch = z.looseObject({ Records: z.array(QueueRecord) });

export interface ConsumerDeps {
  readonly park: Park;
  readonly log: OutcomeLog;
  /** For durations only. */
  readonly milliseconds: () => number;
  readonly concurrentRecords?: number;
}

/**
 * Handles a batch record by record: one bad message neither fails nor holds up the others.
 * transient, conflict -> the message comes again; refused, terminal -> it is parked with its reason and is done with.
 */
export async function consume(
  records: readonly QueueRecord[],
  handle: (record: QueueRecord) => Promise<void>,
  deps: ConsumerDeps,
): Promise<SQSBatchResponse> {
  const limit = pLimit(deps.concurrentRecords ?? CONCURRENT_RECORDS);
  const failed = await Promise.all(records.map((record) => limit(() => settle(record, handle, deps))));
  return { batchItemFailures: failed.flatMap((id) => (id === undefined ? [] : [{ itemIdentifier: id }])) };
}

/** The message's id when it must come again. */
async function settle(
  record: QueueRecord,
  handle: (record: QueueRecord) => Promise<void>,
  { park, log, milliseconds }: ConsumerDeps,
): Promise<string | undefined> {
  const started = milliseconds();
  const line = { source: queueNameOf(record), id: record.messageId };
  try {
    await handle(record);
    log({ ...line, outcome: 'applied', milliseconds: milliseconds() - started });
    return undefined;
  } catch (error) {
    const code = isFailure(error) ? error.code : 'unknown';
    const kind = failureKind(error);
    if (kind === 'transient' || kind === 'conflict') {
      log({ ...line, outcome: 'retried', code, cause: error });
      return record.messageId;
    }
    try {
      await park({ reason: reasonOf(error), source: line.source, payload: payloadOf(record.body) });
      log({ ...line, outcome: 'parked', code, cause: error });
      return undefined;
    } catch (parking) {
      log({ ...line, outcome: 'retried', code: 'parking-failed', cause: parking });
      return record.messageId;
    }
  }
}

/** As JSON where it is JSON, so that a person can read it; as the text that it is otherwise. */
function payloadOf(body: string): Parked['payload'] {
  try {
    return z.json().parse(jsonOf(body));
  } catch {
    return body;
  }
}

export const queueNameOf = (record: Pick<QueueRecord, 'eventSourceARN'>): string =>
  record.eventSourceARN.split(':').at(-1) ?? '';
