import { reactionsFunction } from '#shared/consumer/reactions-function.ts';
import { registerOnSweep } from './capability/reactions/register-on-sweep.ts';
import { timeOutJob } from './job/reactions/time-out-job.ts';

export const handler = reactionsFunction('capability', ({ store }) => ({
  events: {},
  due: [timeOutJob],
  queues: {},
  onSweep: registerOnSweep(store),
}));
