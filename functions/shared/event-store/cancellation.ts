import type { CancellationReason } from '@aws-sdk/client-dynamodb';
import { TerminalFailure, TransientFailure } from '#schemas/errors.ts';
import type { Guard } from './event-store.ts';

/** The part at one place of the write transaction. The reasons of a refusal come in the same order. */
export type Part =
  | { readonly kind: 'tip' }
  | { readonly kind: 'page' }
  | { readonly kind: 'mark' }
  | { readonly kind: 'guard'; readonly guard: Guard };

/** `conflict` carries the item that was there, still marshalled: the document client does not touch errors. `busy`: another transaction was in the way. */
export type Cancelled =
  | { readonly kind: 'conflict'; readonly item: CancellationReason['Item'] }
  | { readonly kind: 'guard-lost'; readonly lost: readonly Guard[] }
  | { readonly kind: 'marked' }
  | { readonly kind: 'busy' };

/**
 * Why a transaction was cancelled. A mark that is there counts more than all else: the work of this write was done. A
 * newer tip counts more than a lost guard: the tip may hold this very command. A page that is there although the tip
 * was as expected is a defect. Where nothing is said of the tip, a faster writer may have put it there. Everything
 * else is passing.
 *
 * @throws TransientFailure | TerminalFailure
 */
export function cancelledBy(
  parts: readonly Part[],
  reasons: readonly CancellationReason[],
  cause: unknown,
): Cancelled {
  const found = parts.map((part, at) => ({
    part,
    code: reasons[at]?.Code ?? 'None',
    item: reasons[at]?.Item,
  }));
  const failed = found.filter(({ code }) => code === 'ConditionalCheckFailed');
  if (failed.some(({ part }) => part.kind === 'mark')) return { kind: 'marked' };
  const tip = found.find(({ part }) => part.kind === 'tip');
  if (tip?.code === 'ConditionalCheckFailed') return { kind: 'conflict', item: tip.item };
  const lost = failed.flatMap(({ part }) => (part.kind === 'guard' ? [part.guard] : []));
  if (lost.length > 0) return { kind: 'guard-lost', lost };
  if (found.some(({ code }) => code === 'TransactionConflict')) return { kind: 'busy' };
  if (tip?.code === 'None' && failed.some(({ part }) => part.kind === 'page')) {
    throw new TerminalFailure('page-exists', 'a page of events is there that the tip does not know', {
      cause,
    });
  }
  const codes = found.map(({ code }) => code).join(', ');
  if (found.some(({ code }) => code === 'ValidationError' || code === 'ItemCollectionSizeLimitExceeded')) {
    throw new TerminalFailure('invalid-request', `the transaction was refused: ${codes}`, { cause });
  }
  throw new TransientFailure('transaction-cancelled', `the transaction was cancelled: ${codes}`, { cause });
}
