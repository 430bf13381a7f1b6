import type { AssetEvent } from '#schemas/asset/asset/events.ts';
import type { AssetState } from '#schemas/asset/asset/state.ts';
import type { Instant } from '#schemas/primitives.ts';
import { fromUnixSeconds, toSecond, unixSeconds } from './time.ts';

type Perishable = Pick<AssetState, 'status' | 'ttl'>;

/** Whether nobody has seen it for too long. Reads treat it as gone before the sweep has come to it. */
export const isOverdue = ({ status, ttl }: Perishable, now: Instant): boolean =>
  status !== 'D' && ttl > 0 && ttl <= unixSeconds(now);

/** When it is to be looked at; undefined when never. */
export const assetDueAt = ({ status, ttl }: Perishable): Instant | undefined =>
  status !== 'D' && ttl > 0 ? fromUnixSeconds(ttl) : undefined;

/**
 * An overdue asset expires before anything else is done with it, so that nothing depends on when the sweep comes by.
 */
export function lapse(state: Perishable, now: Instant): AssetEvent[] {
  if (!isOverdue(state, now)) return [];
  const data = { reason: 'expired' as const, at: toSecond(now), by: 'expiry' };
  return [{ type: 'AssetDeleted', version: 1, data }];
}
