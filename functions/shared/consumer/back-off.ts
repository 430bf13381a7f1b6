import { type QueueRecord, queueNameOf, receivesOf } from './records.ts';

/** Hides a message that failed for now, so that it comes again soon at first and ever later. Never throws. */
export type BackOff = (record: QueueRecord) => Promise<void>;

/** With the first delays doubled, ten attempts take most of an hour: longer than most outages. */
const LONGEST_S = 900;

/** Seconds until the next attempt of a message that was received so often. */
export const retryDelay = (receives: number, firstSeconds: number): number =>
  Math.min(LONGEST_S, firstSeconds * 2 ** Math.min(receives - 1, 20));

export interface BackOffDeps {
  readonly firstSeconds: number;
  /** Hides the message with this receipt, in the queue of this name. */
  readonly hide: (queue: string, receiptHandle: string, seconds: number) => Promise<void>;
}

/**
 * Without it, a message would come again after its queue's visibility time-out. That is made for the longest attempt,
 * which may be hours of waiting for a blip of a second.
 *
 * @example createBackOff({ firstSeconds: 10, hide: (queue, receipt, seconds) => hideMessage(sqs, urlOf(queue), receipt, seconds) })
 */
export const createBackOff =
  ({ firstSeconds, hide }: BackOffDeps): BackOff =>
  async (record) => {
    if (record.receiptHandle === undefined) return;
    const seconds = retryDelay(receivesOf(record), firstSeconds);
    // Where it cannot be hidden it comes again all the same, when the time-out of the queue is over.
    await hide(queueNameOf(record), record.receiptHandle, seconds).catch(() => undefined);
  };
