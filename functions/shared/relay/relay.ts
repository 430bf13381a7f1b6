import type { DynamoDBBatchResponse } from 'aws-lambda';
import * as z from 'zod';
import { isFailure } from '#schemas/errors.ts';
import type { Parked } from '#schemas/parked.ts';
import { factsOf, type MessageFacts } from '#shared/consumer/message-facts.ts';
import type { OutcomeKind, OutcomeLog } from '#shared/consumer/outcome-log.ts';
import { codeOf, type Park, reasonOf } from '#shared/consumer/parking.ts';
import type { Bus } from '#shared/messaging/bus.ts';
import type { Clock } from '#shared/runtime/clock.ts';
import { type EntryDeps, entryOf, publishedOf } from './entry.ts';
import { isForGood, type Publication, type PublishOptions, publish, type Unpublished } from './publish.ts';
import { StreamBatch, type StreamRecord, secondsOld, tipChangeIn } from './stream-record.ts';

/** So long a defect of ours holds up its shard: time to be woken and to roll back, and not the stream's whole 24 hours. */
const DEFECT_SECONDS = 600;

export interface RelayDeps extends EntryDeps, PublishOptions {
  readonly bus: Bus;
  readonly park: Park;
  readonly log: OutcomeLog;
  readonly clock: Clock;
  /** For durations only. */
  readonly milliseconds: () => number;
  /** The relay's name, for people and for its parking place. */
  readonly source: string;
  /** The age of a record, in seconds, from which a defect in it is parked. */
  readonly defectSeconds?: number;
}

/** The origin of an entry. */
interface Origin {
  readonly record: StreamRecord;
  readonly facts: MessageFacts;
}

type Line = (
  origin: Origin,
  outcome: OutcomeKind,
  rest?: { readonly code: string; readonly cause: unknown },
) => void;

/**
 * The Lambda handler behind a table's stream: publishes what each write added, in order per item.
 *
 * It answers the lowest sequence number that must come again; Lambda takes it as the new beginning. A record that can
 * never be published is parked whole, with its reason, and the stream goes on. An outage is retried without limit. An
 * unknown error is a defect of ours: it is retried while its record is young, and parked then. At least once: records
 * behind a failed one are published again.
 */
export function createRelay(deps: RelayDeps): (event: unknown) => Promise<DynamoDBBatchResponse> {
  return async (event) => {
    const { Records } = StreamBatch.parse(event);
    const relaying = new Relaying(deps);
    const publications: Publication<Origin>[] = [];
    for (const record of Records) {
      const prepared = await relaying.prepare(record);
      if (prepared === 'again') return failedAt((await relaying.send(publications)) ?? record);
      publications.push(...prepared);
    }
    return failedAt(await relaying.send(publications));
  };
}

const failedAt = (first: StreamRecord | undefined): DynamoDBBatchResponse => ({
  batchItemFailures: first ? [{ itemIdentifier: first.dynamodb.SequenceNumber }] : [],
});

/** One batch of a stream on its way. */
class Relaying {
  readonly #deps: RelayDeps;
  readonly #line: Line;

  constructor(deps: RelayDeps) {
    const started = deps.milliseconds();
    this.#deps = deps;
    this.#line = ({ record, facts }, outcome, { code, cause } = { code: 'ok', cause: undefined }) => {
      const duration_ms = Math.round(deps.milliseconds() - started);
      const id = record.dynamodb.SequenceNumber;
      deps.log({ ...facts, outcome, source: deps.source, id, code, duration_ms, cause });
    };
  }

  /** The entries of one record; `again` where they cannot be made now, such as when a claim cannot be written. */
  async prepare(record: StreamRecord): Promise<Publication<Origin>[] | 'again'> {
    try {
      const change = tipChangeIn(record);
      if (!change) return [];
      const added = change.tip.events.filter(
        ({ aggregate_version }) => aggregate_version > change.previousVersion,
      );
      return await Promise.all(
        added.map(async (envelope) => ({
          origin: { record, facts: factsOf(envelope) },
          entry: await entryOf(publishedOf(envelope, change.tip), this.#deps),
        })),
      );
    } catch (error) {
      const origin = { record, facts: {} };
      if (this.#comesAgain(error, record)) return this.#again(origin, error);
      return (await this.#park(origin, error, jsonOf(JSON.stringify(record)))) ? [] : 'again';
    }
  }

  /** Publishes, and answers the first record that must come again, if any. */
  async send(publications: readonly Publication<Origin>[]): Promise<StreamRecord | undefined> {
    const { published, unpublished } = await publish(
      this.#deps.bus,
      publications,
      this.#deps,
      (error, { record }) => this.#comesAgain(error, record),
    );
    const again = unpublished.find((item) => item.again);
    for (const item of unpublished) {
      // A record that comes again is judged then, with all its events. An event parked now would be parked each time.
      if (again && item.origin.record === again.origin.record) {
        this.#again(again.origin, again.error);
        return again.origin.record;
      }
      if (!(await this.#park(item.origin, item.error, entryPayload(item)))) return item.origin.record;
    }
    for (const { origin } of published) this.#line(origin, 'published');
    return undefined;
  }

  #comesAgain(error: unknown, record: StreamRecord): boolean {
    if (isFailure(error)) return !isForGood(error);
    const { clock, defectSeconds = DEFECT_SECONDS } = this.#deps;
    return secondsOld(record, clock()) < defectSeconds;
  }

  #again(origin: Origin, cause: unknown): 'again' {
    this.#line(origin, 'retried', { code: codeOf(cause), cause });
    return 'again';
  }

  async #park(origin: Origin, error: unknown, payload: Parked['payload']): Promise<boolean> {
    try {
      await this.#deps.park({ reason: reasonOf(error), source: this.#deps.source, payload });
      this.#line(origin, 'parked', { code: codeOf(error), cause: error });
      return true;
    } catch (cause) {
      this.#line(origin, 'retried', { code: 'parking-failed', cause });
      return false;
    }
  }
}

const jsonOf = (text: string): Parked['payload'] => z.json().parse(JSON.parse(text));

const entryPayload = ({ entry }: Unpublished<Origin>) => jsonOf(entry.detail);
