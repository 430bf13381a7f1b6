import { availableParallelism, loadavg } from 'node:os';

/**
 * How many times longer than on a quiet machine something may take here and now: the load per core, at least 1. Waits that must end before
 * something else does are stretched by it; limits that only tell a failure are generous instead.
 */
export const slowness = (): number => Math.max(1, (loadavg()[0] ?? 0) / availableParallelism());
