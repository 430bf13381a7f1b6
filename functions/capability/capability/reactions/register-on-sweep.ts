import { randomUUID } from 'node:crypto';
import { Actor, type Instant } from '#schemas/primitives.ts';
import type { EventStore } from '#shared/event-store/event-store.ts';
import { registerBuiltIns } from '../register.ts';

const SERVICE = Actor.parse('service:capability');

/**
 * Registers the built-in capabilities on the first sweep of each process. So a new deployment has its catalogue
 * within a minute, without anybody's doing. A process does so once, so that two versions of the code side by side do
 * not overwrite each other all the time.
 */
export function registerOnSweep(
  store: EventStore,
  newId: () => string = randomUUID,
): (now: Instant) => Promise<void> {
  let done = false;
  return async (now) => {
    if (done) return;
    await registerBuiltIns(store, { actor: SERVICE, requestId: newId(), now });
    done = true;
  };
}
