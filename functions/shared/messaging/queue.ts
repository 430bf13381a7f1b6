import { defined } from '#schemas/defined.ts';
import { TransientFailure } from '#schemas/errors.ts';
import type { Delivery } from './delivery.ts';

export interface Message {
  readonly body: string;
  /** Hidden for so long; 900 at most. */
  readonly delaySeconds?: number;
  /** The account that it is work for. A fair queue lets no group with many messages hold up those of others. */
  readonly group?: string | undefined;
  /** How often its consumer was too old for it; travels beside the body. */
  readonly waits?: number;
}

/** A queue that messages are sent to: one port, SQS behind it, and a fake for tests. */
export interface Queue {
  /**
   * Sends any number of messages, and answers one outcome for each, at its place. Failures of a call are outcomes; it throws nothing of the
   * queue's own.
   */
  send(messages: readonly Message[]): Promise<readonly Delivery[]>;
}

/** A value as the body of a message; `group` is the account that it is work for. */
export const jsonMessage = (value: unknown, group?: string): Message =>
  defined({ body: JSON.stringify(value), group });

/**
 * Sends messages of which each must be taken.
 * @throws TransientFailure | TerminalFailure naming how many were not taken, after all others were sent; sending them all again must be harmless
 */
export async function sendAll(queue: Queue, messages: readonly Message[], doing: string): Promise<void> {
  if (messages.length === 0) return;
  const outcomes = await queue.send(messages);
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
