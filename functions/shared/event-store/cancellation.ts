import type { CancellationReason } from '@aws-sdk/client-dynamodb';
import { TerminalFailure, TransientFailure } from '../../../schemas/errors.ts';

/** The places of the items in the transaction that moves events to a page. The reasons of a refusal come in this order. */
export const POSITION = { tip: 0, page: 1 } as const;

/** `{ kind: 'conflict' }` carries the item that was there, still marshalled: the document client does not touch errors. */
export type Cancelled = { readonly kind: 'conflict'; readonly item: CancellationReason['Item'] };

/**
 * Why a transaction of tip and page was cancelled. Only a failed condition on the tip is a fact about the aggregate; everything else is
 * either passing (throttled, another transaction under way) or a defect (the page is there although the tip says that it is not).
 *
 * @throws TransientFailure | TerminalFailure
 */
export function cancelledBy(reasons: readonly CancellationReason[], cause: unknown): Cancelled {
  const codes = reasons.map(({ Code }) => Code ?? 'None');
  if (codes[POSITION.tip] === 'ConditionalCheckFailed')
    return { kind: 'conflict', item: reasons[POSITION.tip]?.Item };
  if (codes[POSITION.page] === 'ConditionalCheckFailed') {
    throw new TerminalFailure('page-exists', 'a page of events is there that the tip does not know', {
      cause,
    });
  }
  if (codes.some((code) => code === 'ValidationError' || code === 'ItemCollectionSizeLimitExceeded')) {
    throw new TerminalFailure('invalid-request', `the transaction was refused: ${codes.join(', ')}`, {
      cause,
    });
  }
  throw new TransientFailure('transaction-cancelled', `the transaction was cancelled: ${codes.join(', ')}`, {
    cause,
  });
}
