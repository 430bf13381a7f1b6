import * as z from 'zod';
import { AccountId, Instant } from './primitives.ts';

/** How fast an operation sends: low by default, as live events share the queues. */
const PerSecond = z.int().min(1).max(2_000).default(100);

/** Where the last answer of the same operation said to go on. */
const Cursor = z.string().min(1).max(4_096).optional();

/** Sends the latest state of each thing of an account once to the followers of one subscriber. */
export const ReplayOperation = z.strictObject({
  operation: z.literal('replay'),
  accountId: AccountId,
  /** As `schemas/topics.ts` spells it: `asset`, or `capability:worker`. */
  to: z.string().min(1).max(64),
  perSecond: PerSecond,
  cursor: Cursor,
});

/** Publishes the events of an account again that happened at `since` or later. */
export const RepublishOperation = z.strictObject({
  operation: z.literal('republish'),
  accountId: AccountId,
  since: Instant,
  perSecond: PerSecond,
  cursor: Cursor,
});

/** What an operator may ask of a service's relay. */
export const RelayOperation = z.discriminatedUnion('operation', [ReplayOperation, RepublishOperation]);
export type RelayOperation = z.infer<typeof RelayOperation>;

/** How far an operation came in one invocation. */
export const OperationProgress = z.strictObject({
  sent: z.int(),
  /** Give it to the next invocation; absent at the end. */
  cursor: z.string().optional(),
});
export type OperationProgress = z.infer<typeof OperationProgress>;
