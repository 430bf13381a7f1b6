import * as z from 'zod';
import { AccountId, CorrelationId } from '#schemas/primitives.ts';

/**
 * The message that asks to match a page of an account's assets to its seeds. Each page asks for the next one. So the
 * work goes on where it was broken off.
 */
export const MatchTask = z.strictObject({
  accountId: AccountId,
  /** Where the page begins, for each shard of the assets; absent for the first one. */
  cursor: z.array(z.union([z.string(), z.null()])).optional(),
  correlationId: CorrelationId,
  /** The event of the seed. */
  causationId: z.string().min(1),
});
export type MatchTask = z.infer<typeof MatchTask>;
