import type { DynamoDBBatchResponse } from 'aws-lambda';
import * as z from 'zod';
import { failureKind, isFailure } from '#schemas/errors.ts';
import type { OutcomeLog } from '#shared/consumer/outcome-log.ts';
import { type Park, reasonOf } from '#shared/consumer/parking.ts';
import type { Bus } from '#shared/messaging/bus.ts';
import { type EntryDeps, entryOf, publishedOf } from './entry.ts';
import { type Publication, type PublishOptions, publish, type Unpublished } from './publish.ts';
import { StreamBatch, type StreamRecord, tipChangeIn } from './stream-record.ts';

export interface RelayDeps extends EntryDeps, PublishOptions {
  readonly bus: Bus;
  readonly park: Park;
  readonly log: OutcomeLog;
  /** Where parked records come from, for people. */
  readonly source: string;
}

/**
 * The Lambda handler behind a table's stream: publishes what each write added, in order per item.
 *
 * It answers the lowest sequence number that must come again (Lambda takes it as the new beginning); what can never be published is parked
 * whole, with its reason, and the stream goes on. At least once: what was published behind a failed record is published again.
 */
export function createRelay(deps: RelayDeps): (event: unknown) => Promise<DynamoDBBatchResponse> {
  return async (event) => {
    const { Records } = StreamBatch.parse(event);
    const publications: Publication<StreamRecord>[] = [];
    for (const record of Records) {
      const prepared = await prepare(record, deps);
      if (prepared === 'again') return failedAt(await send(publications, deps), record);
      publications.push(...prepared);
    }
    return failedAt(await send(publications, deps), undefined);
  };
}

const failedAt = (
  sent: StreamRecord | undefined,
  unprepared: StreamRecord | undefined,
): DynamoDBBatchResponse => {
  const first = sent ?? unprepared;
  return { batchItemFailures: first ? [{ itemIdentifier: first.dynamodb.SequenceNumber }] : [] };
};

/** The entries of one record; `again` where they cannot be made now, such as when a claim cannot be written. */
async function prepare(
  record: StreamRecord,
  deps: RelayDeps,
): Promise<Publication<StreamRecord>[] | 'again'> {
  try {
    const change = tipChangeIn(record);
    if (!change) return [];
    const added = change.tip.events.filter(
      ({ aggregate_version }) => aggregate_version > change.previousVersion,
    );
    const entries = await Promise.all(
      added.map((envelope) => entryOf(publishedOf(envelope, change.tip), deps)),
    );
    return entries.map((entry) => ({ origin: record, entry }));
  } catch (error) {
    if (failureKind(error) !== 'terminal') {
      deps.log({ ...lineOf(record, deps), outcome: 'retried', code: codeOf(error), cause: error });
      return 'again';
    }
    return (await parked(record, error, z.json().parse(JSON.parse(JSON.stringify(record))), deps))
      ? []
      : 'again';
  }
}

/** The first record that must come again, if any. */
async function send(
  publications: readonly Publication<StreamRecord>[],
  deps: RelayDeps,
): Promise<StreamRecord | undefined> {
  const unpublished = await publish(deps.bus, publications, deps);
  for (const item of unpublished) {
    if (item.failure.kind === 'transient') {
      deps.log({
        ...lineOf(item.origin, deps),
        outcome: 'retried',
        code: item.failure.code,
        cause: item.failure,
      });
      return item.origin;
    }
    if (!(await parked(item.origin, item.failure, entryPayload(item), deps))) return item.origin;
  }
  if (publications.length > 0)
    deps.log({
      outcome: 'published',
      source: deps.source,
      id: 'batch',
      count: publications.length - unpublished.length,
    });
  return undefined;
}

const entryPayload = ({ entry }: Unpublished<StreamRecord>) => z.json().parse(JSON.parse(entry.detail));

async function parked(
  record: StreamRecord,
  error: unknown,
  payload: Parameters<Park>[0]['payload'],
  deps: RelayDeps,
): Promise<boolean> {
  try {
    await deps.park({ reason: reasonOf(error), source: deps.source, payload });
    deps.log({ ...lineOf(record, deps), outcome: 'parked', code: codeOf(error), cause: error });
    return true;
  } catch (parking) {
    deps.log({ ...lineOf(record, deps), outcome: 'retried', code: 'parking-failed', cause: parking });
    return false;
  }
}

const lineOf = ({ dynamodb }: StreamRecord, { source }: RelayDeps) => ({
  source,
  id: dynamodb.SequenceNumber,
});

const codeOf = (error: unknown): string => (isFailure(error) ? error.code : 'unknown');
