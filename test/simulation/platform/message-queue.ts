import type { SQSBatchResponse } from 'aws-lambda';
import type { Message as Sent } from '#shared/messaging/queue.ts';
import type { Process } from '../scheduler/process.ts';
import type { Scheduler, Source } from '../scheduler/scheduler.ts';

export interface Message {
  readonly id: string;
  readonly body: string;
  readonly waits: number;
  /** When it is delivered first. */
  readonly visibleAt: number;
  receives: number;
  /** Invocations that hold it now: more than one where it became visible again too early. */
  held: number;
  gone: boolean;
}

/** A Lambda handler behind a queue. */
export type QueueHandler = (event: unknown) => Promise<SQSBatchResponse>;

/** Before the names of queues in ARNs. */
export const QUEUE_PREFIX = 'chariot-test-';

const MAX_BATCH = 4;
/** A message is seen by so many at once at most. */
const MAX_HELD = 2;

/**
 * A queue with its function: at least once, in no order. A message comes again where its handler says so, where its process died, and by
 * chance: while it is being worked on, and after it was done.
 */
export class MessageQueue implements Source {
  readonly name: string;
  readonly #scheduler: Scheduler;
  readonly #handlerOf: (process: Process) => QueueHandler;
  /** Ids of the events that a handler has done with. */
  readonly applied = new Set<string>();
  #messages: Message[] = [];
  #sent = 0;

  constructor(scheduler: Scheduler, name: string, handlerOf: (process: Process) => QueueHandler) {
    this.#scheduler = scheduler;
    this.name = name;
    this.#handlerOf = handlerOf;
  }

  take({ body, waits = 0, delaySeconds = 0 }: Sent): void {
    const copies = this.#scheduler.happens(this.#scheduler.weather.repeats) ? 2 : 1;
    for (let copy = 0; copy < copies; copy += 1) {
      this.#sent += 1;
      this.#messages.push({
        id: `${this.name}-${this.#sent}`,
        body,
        waits,
        visibleAt: this.#scheduler.now + delaySeconds * 1000,
        receives: 0,
        held: 0,
        gone: false,
      });
    }
  }

  /** Messages that are not done with. */
  get inFlight(): number {
    return this.#messages.length;
  }

  ready(): number {
    return this.#messages.some(({ held, gone }) => held === 0 && !gone) ? 1 : 0;
  }

  begin(): void {
    this.#deliver(this.#messages.filter(({ held, gone }) => held === 0 && !gone));
  }

  /** Delivers a message that is being worked on. */
  readonly again: Source = {
    ready: () => (this.#messages.some(({ held }) => held > 0 && held < MAX_HELD) ? 1 : 0),
    begin: () => this.#deliver(this.#messages.filter(({ held }) => held > 0 && held < MAX_HELD)),
  };

  #deliver(visible: Message[]): void {
    const { choices } = this.#scheduler;
    const size = 1 + choices.pick(Math.min(MAX_BATCH, visible.length));
    const batch = Array.from({ length: size }, () => visible.splice(choices.pick(visible.length), 1)).flat();
    for (const message of batch) {
      message.held += 1;
      message.receives += 1;
      // Nobody has anything to do before it is visible, or it is only the clock of the queue that is fast.
      this.#scheduler.now = Math.max(this.#scheduler.now, message.visibleAt);
    }
    const Records = batch.map(({ id, body, waits, receives }) => ({
      messageId: id,
      body,
      eventSourceARN: `arn:aws:sqs:eu-central-1:0:${QUEUE_PREFIX}${this.name}`,
      messageAttributes: { waits: { stringValue: String(waits) } },
      attributes: { ApproximateReceiveCount: String(receives) },
    }));
    const process = this.#scheduler.spawn(
      this.name,
      (process) => this.#handlerOf(process)({ Records }),
      (ending) => {
        if (ending.kind === 'failed') this.#scheduler.thrown.push(`${this.name}: ${String(ending.error)}`);
        const failed = ending.kind === 'ended' ? ending.value.batchItemFailures : undefined;
        const again = failed ? new Set(failed.map(({ itemIdentifier }) => itemIdentifier)) : undefined;
        if (failed)
          this.#scheduler.tell(process.name, `ends; ${failed.length} of ${size} messages come again`, true);
        for (const message of batch) this.#release(message, again ? again.has(message.id) : true);
      },
    );
    this.#scheduler.tell(process.name, `receives ${batch.map(({ id }) => id).join(', ')}`, true);
  }

  #release(message: Message, again: boolean): void {
    message.held -= 1;
    // What was handled is deleted, and that call may fail like any other.
    if (!again && !this.#scheduler.happens(this.#scheduler.weather.repeats / 2)) message.gone = true;
    if (message.gone) this.#messages = this.#messages.filter((other) => other !== message || other.held > 0);
  }
}
