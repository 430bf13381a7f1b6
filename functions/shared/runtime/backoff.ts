import { setTimeout as wait } from 'node:timers/promises';

/** Waits before try number `attempt` + 1; attempts count from 1. */
export type Pause = (attempt: number) => Promise<void>;

export interface Backoff {
  /** The longest wait before the second try; it doubles with each further one. */
  readonly firstMs: number;
  readonly longestMs: number;
  /** A number from 0 up to 1, such as `Math.random`. */
  readonly random?: () => number;
  readonly sleep?: (ms: number) => Promise<unknown>;
}

/**
 * Full jitter: any time up to a bound that doubles, so that writers that collided do not collide again at the same
 * moment.
 */
export const jittered =
  ({ firstMs, longestMs, random = Math.random, sleep = wait }: Backoff): Pause =>
  async (attempt) => {
    await sleep(Math.floor(random() * Math.min(longestMs, firstMs * 2 ** (attempt - 1))));
  };
