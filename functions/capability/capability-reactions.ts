import type { ReactionsOf } from '#shared/consumer/handlers.ts';
import type { EventStore } from '#shared/event-store/event-store.ts';
import { registerOnSweep } from './capability/reactions/register-on-sweep.ts';
import { timeOutJob } from './job/reactions/time-out-job.ts';

export interface CapabilityReactionsDeps {
  readonly store: EventStore;
  /** A UUID that was never given before. */
  readonly newId?: () => string;
}

/** The reactions of the service: to due jobs, and to the first sweep of a process. Nothing here reads an environment. */
export const capabilityReactions = ({
  store,
  newId,
}: CapabilityReactionsDeps): Required<ReactionsOf<'capability'>> => ({
  events: {},
  due: { Job: timeOutJob },
  queues: {},
  onSweep: registerOnSweep(store, newId),
});
