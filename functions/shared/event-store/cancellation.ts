import type { CancellationReason } from '@aws-sdk/client-dynamodb';
import { TerminalFailure, TransientFailure } from '#schemas/errors.ts';

/** The places of the items in the transaction that moves events to a page. The reasons of a refusal come in this order. */
export const POSITION = { tip: 0, page: 1 } as const;

/** `conflict` carries the item that was there, still marshalled: the document client does not touch errors. `busy`: another transaction was in the way. */
export type Cancelled =
  | { readonly kind: 'conflict'; readonly item: CancellationReason['Item'] }
  | { readonly kind: 'busy' };

/**
 * Why a transaction of tip and page was cancelled. A page that is there although the tip was as it should be is a defect; where nothing is
 * said of the tip, a faster writer may have put it there, and everything else is passing.
 *
 * @throws TransientFailure | TerminalFailure
 */
export function cancelledBy(reasons: readonly CancellationReason[], cause: unknown): Cancelled {
  const codes = reasons.map(({ Code }) => Code ?? 'None');
  const [tip, page] = [codes[POSITION.tip], codes[POSITION.page]];
  if (tip === 'ConditionalCheckFailed') return { kind: 'conflict', item: reasons[POSITION.tip]?.Item };
  if (codes.includes('TransactionConflict')) return { kind: 'busy' };
  if (tip === 'None' && page === 'ConditionalCheckFailed') {
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
