import { marshall } from '@aws-sdk/util-dynamodb';
import type { DynamoDBBatchResponse } from 'aws-lambda';
import type { StreamId } from '#shared/event-store/address.ts';
import { itemOf } from '#shared/event-store/dynamo-item.ts';
import type { Stored } from '#shared/event-store/event-store.ts';
import type { Change } from '#shared/event-store/in-memory-rows.ts';
import type { Process } from '../scheduler/process.ts';
import type { Scheduler, Source } from '../scheduler/scheduler.ts';
import type { Table } from './table.ts';

/** More than two calls of the bus take. */
const MAX_BATCH = 25;

type Image = Readonly<Record<string, unknown>>;

/** An image as Lambda hands it over: JSON, with bytes as base64 text. */
function imageOf(stream: StreamId, stored: Stored): Image {
  const marshalled = marshall(itemOf(stream, stored), { removeUndefinedValues: true });
  return Object.fromEntries(
    Object.entries(marshalled).map(([name, value]) => [
      name,
      value.B ? { B: Buffer.from(value.B).toString('base64') } : value,
    ]),
  );
}

const recordOf = ({ sequence, stream, before, after }: Change) => ({
  eventName: before ? 'MODIFY' : 'INSERT',
  dynamodb: {
    SequenceNumber: String(sequence),
    NewImage: imageOf(stream, after),
    // All that is read of the old image is which version it had.
    ...(before && { OldImage: { Version: { N: String(before.version) } } }),
  },
});

/**
 * A table's stream with its relay, one invocation at a time: what an invocation does not finish comes again, from the lowest sequence number
 * that it names.
 */
export class RelaySource implements Source {
  /** The sequence number up to which all is done. */
  done = 0;
  #busy = false;
  readonly #scheduler: Scheduler;
  readonly #name: string;
  readonly #table: Table;
  readonly #handlerOf: (process: Process) => (event: unknown) => Promise<DynamoDBBatchResponse>;

  constructor(
    scheduler: Scheduler,
    name: string,
    table: Table,
    handlerOf: (process: Process) => (event: unknown) => Promise<DynamoDBBatchResponse>,
  ) {
    this.#scheduler = scheduler;
    this.#name = name;
    this.#table = table;
    this.#handlerOf = handlerOf;
  }

  ready(): number {
    return !this.#busy && this.done < this.#table.outbox.length ? 1 : 0;
  }

  begin(): void {
    this.#busy = true;
    const left = this.#table.outbox.length - this.done;
    const size = 1 + this.#scheduler.choices.pick(Math.min(MAX_BATCH, left));
    const from = this.done;
    const Records = this.#table.outbox.slice(from, from + size).map(recordOf);
    const process = this.#scheduler.spawn(
      this.#name,
      (process) => this.#handlerOf(process)({ Records }),
      (ending) => {
        this.#busy = false;
        if (ending.kind === 'failed') this.#scheduler.thrown.push(`${this.#name}: ${String(ending.error)}`);
        if (ending.kind !== 'ended') return;
        const failed = ending.value.batchItemFailures.map(({ itemIdentifier }) => Number(itemIdentifier));
        this.done = failed.length > 0 ? Math.min(...failed) - 1 : from + size;
        this.#scheduler.tell(process.name, `ends; the stream goes on behind record ${this.done}`, true);
      },
    );
    this.#scheduler.tell(process.name, `gets records ${from + 1} to ${from + size} of the stream`, true);
  }
}
