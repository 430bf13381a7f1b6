import { type Queue, sendAll } from '#shared/messaging/queue.ts';
import { factsIn } from './message-facts.ts';

/** A message that this code is too old for. */
export interface WaitingMessage {
  /** The queue that it came from. */
  readonly queue: string;
  readonly body: string;
  /** How often it has waited before. */
  readonly waits: number;
  /** Seconds until it comes again, where its failure says so. */
  readonly afterSeconds?: number | undefined;
}

/** Lets a message wait. Throws TransientFailure where it cannot: the message then stays where it was. */
export type Wait = (message: WaitingMessage) => Promise<void>;

const FIRST_DELAY_S = 30;
/** SQS would delay for 15 minutes; this is below the 5 minutes in which the alarm counts waiting messages. */
const MAX_DELAY_S = 240;

const delayAfter = (waits: number): number => Math.min(MAX_DELAY_S, FIRST_DELAY_S * 2 ** Math.min(waits, 10));

/** Seconds from a message's first wait to the end of its next one. */
export function waitedAfterNext(waits: number): number {
  let seconds = 0;
  for (let n = 0; n <= waits; n += 1) seconds += delayAfter(n);
  return seconds;
}

/**
 * Sends the message to the end of its own queue, ever later, up to four minutes. A copy has no attempts behind it and
 * its whole retention before it. So waiting never ends in the dead-letter queue, however long a rollout takes.
 */
export const createWaiting =
  (queueNamed: (name: string) => Queue): Wait =>
  ({ queue, body, waits, afterSeconds }) =>
    sendAll(
      queueNamed(queue),
      [
        {
          body,
          delaySeconds: afterSeconds ?? delayAfter(waits),
          waits: waits + 1,
          group: factsIn(body).account_id,
        },
      ],
      'letting a message wait',
    );
