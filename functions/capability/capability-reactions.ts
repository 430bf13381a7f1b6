import type { ReactionsOf } from '#shared/consumer/handlers.ts';
import type { ReactionsRuntime } from '#shared/consumer/reactions-function.ts';
import { registerOnSweep } from './capability/reactions/register-on-sweep.ts';
import { timeOutJob } from './job/reactions/time-out-job.ts';

/** The reactions of the service. Nothing here reads an environment. */
export const capabilityReactions = ({
  store,
}: Pick<ReactionsRuntime, 'store'>): ReactionsOf<'capability'> => ({
  events: {},
  due: [timeOutJob],
  queues: {},
  onSweep: registerOnSweep(store),
});
