import { TerminalFailure, TransientFailure } from '#schemas/errors.ts';
import { awsFailure } from '#shared/runtime/aws-failure.ts';

/**
 * The fate of one entry or message of a call: taken, or a failure of its own. A call that failed as a whole is that
 * failure for each. The bus and the queues answer 200 also where they took nothing, so that each outcome counts and
 * the answer's status does not.
 */
export type Delivery = { readonly kind: 'taken' } | DeliveryFailure;

export interface DeliveryFailure {
  readonly kind: 'failed';
  /** Transient: the same may be taken later. Terminal: it never will be. */
  readonly failure: TransientFailure | TerminalFailure;
}

export const TAKEN: Delivery = { kind: 'taken' };

export const failedDelivery = (failure: TransientFailure | TerminalFailure): DeliveryFailure => ({
  kind: 'failed',
  failure,
});

/**
 * The failure of a call of AWS that threw, as it stands for each thing in it.
 *
 * @throws the error itself where it is a defect of ours
 */
export function callFailed(error: unknown, doing: string): DeliveryFailure {
  const failure = awsFailure(error, doing);
  return failure instanceof TerminalFailure || failure instanceof TransientFailure
    ? failedDelivery(failure)
    : failedDelivery(new TransientFailure('unavailable', failure.message, { cause: error }));
}

/**
 * Sends `items` in one call. Where the call is refused for good, each item is sent alone. One bad item fails the
 * whole call; alone, each shows whether it is the bad one.
 */
export async function deliverRun<T>(
  items: readonly T[],
  doing: string,
  call: (items: readonly T[]) => Promise<readonly Delivery[]>,
): Promise<readonly Delivery[]> {
  try {
    return await call(items);
  } catch (error) {
    const outcome = callFailed(error, doing);
    if (outcome.failure.kind === 'transient' || items.length === 1) return items.map(() => outcome);
    const alone = await Promise.all(items.map((item) => deliverRun([item], doing, call)));
    return alone.flat();
  }
}
