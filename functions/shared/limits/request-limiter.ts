import { Refusal } from '#schemas/errors.ts';
import { type LimitName, limits } from '#schemas/limits.ts';

/** Of whom a request is. Where the account is not known, the address counts. */
export interface Requester {
  readonly accountId?: string | undefined;
  readonly keyId?: string | undefined;
  readonly address: string;
}

/** Throws Refusal `rate-limited`, which is answered with 429. */
export type RequestLimiter = (requester: Requester) => void;

type Rate = Extract<LimitName, `${string}-requests`>;

interface Bucket {
  readonly tokens: number;
  /** Milliseconds. */
  readonly at: number;
}

/** Enough for the callers of a few seconds. One that was pushed out begins with a full bucket. */
const MAX_BUCKETS = 20_000;

/**
 * A token bucket for each account, key and address, of this copy of a function alone. It costs nothing and knows
 * nothing of other copies: all together let more through. It keeps one caller from using up a copy that others wait
 * for; the gateway's throttle bounds the whole.
 *
 * @example createHttpHandler({ routes, deps, service: 'asset', limiter: createRequestLimiter() })
 */
export function createRequestLimiter(milliseconds: () => number = () => performance.now()): RequestLimiter {
  // In the order of their last use. A library for this would be 5 % of a function's size.
  const buckets = new Map<string, Bucket>();
  const take = (name: Rate, who: string): void => {
    const { most, burst } = limits[name];
    const at = milliseconds();
    const known = buckets.get(`${name} ${who}`) ?? { tokens: burst, at };
    const tokens = Math.min(burst, known.tokens + ((at - known.at) / 1000) * most);
    if (tokens < 1) throw tooFast(name, most);
    buckets.delete(`${name} ${who}`);
    buckets.set(`${name} ${who}`, { tokens: tokens - 1, at });
    const [oldest] = buckets.keys();
    if (buckets.size > MAX_BUCKETS && oldest !== undefined) buckets.delete(oldest);
  };
  return ({ accountId, keyId, address }) => {
    if (accountId === undefined) return take('public-requests', address);
    // The key first: one that is too fast does not use up the account's.
    if (keyId !== undefined) take('key-requests', keyId);
    take('account-requests', accountId);
  };
}

const tooFast = (limit: Rate, most: number): Refusal =>
  new Refusal('rate-limited', `The limit ${limit} is reached: ${most} per second.`, {
    details: { limit, most, retryAfter: 1 },
  });
