import { TransientFailure } from '#schemas/errors.ts';
import type { Delivery } from './delivery.ts';

/** A queue that messages are sent to: one port, SQS behind it, and a fake for tests. */
export interface Queue {
  /**
   * Sends message bodies, any number of them, and answers one outcome for each, at its place. Failures of a call are outcomes; it throws
   * nothing of the queue's own.
   */
  send(bodies: readonly string[]): Promise<readonly Delivery[]>;
}

/**
 * Sends each message to the queue as JSON.
 * @throws TransientFailure | TerminalFailure naming how many were not taken, after all others were sent; sending them all again must be harmless
 */
export async function sendAll(queue: Queue, messages: readonly unknown[], doing: string): Promise<void> {
  const outcomes = await queue.send(messages.map((message) => JSON.stringify(message)));
  const failures = messages.flatMap((_, at) => {
    const outcome = outcomes[at];
    if (outcome === undefined) return [new TransientFailure('unavailable', `${doing}: no answer`)];
    return outcome.kind === 'taken' ? [] : [outcome.failure];
  });
  const [first] = failures;
  if (first === undefined) return;
  if (messages.length === 1) throw first;
  throw new TransientFailure('unavailable', `${doing}: ${failures.length} messages were not taken`, {
    cause: first,
  });
}
