import type { AssetState } from '../../../schemas/asset/asset.ts';
import type { Instant } from '../../../schemas/primitives.ts';
import { instantOf, unixSeconds } from './time.ts';

type Perishable = Pick<AssetState, 'status' | 'ttl'>;

/** Whether nobody has seen it for too long. Reads treat it as gone before the sweep has come to it. */
export const isOverdue = ({ status, ttl }: Perishable, now: Instant): boolean =>
  status !== 'D' && ttl > 0 && ttl <= unixSeconds(now);

/** When it is to be looked at; undefined when never. */
export const dueAt = ({ status, ttl }: Perishable): Instant | undefined =>
  status !== 'D' && ttl > 0 ? instantOf(ttl) : undefined;
