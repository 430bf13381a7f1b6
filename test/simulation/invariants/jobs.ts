import type { Invariant } from './invariant.ts';

const OVER = new Set(['completed', 'failed', 'cancelled', 'timed-out']);

/** At rest a job is over, or waits for its file within the time that it has. */
export const jobsEnd: Invariant = {
  name: 'every job comes to its end',
  check: (platform) =>
    platform
      .table('capability')
      .things()
      .filter(({ tip }) => tip.type === 'Job')
      .flatMap(({ tip }) => {
        const status = String(tip.data.status);
        const waits =
          status === 'running' && String(tip.data.dueAt) > new Date(platform.scheduler.now).toISOString();
        return OVER.has(status) || waits ? [] : [`the job ${tip.key} is ${status} for ever`];
      }),
};
