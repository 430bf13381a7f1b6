import * as z from 'zod';
import { sweep } from '#shared/due/sweep.ts';
import type { EventStore } from '#shared/event-store/event-store.ts';
import { dynamoEventStore, dynamoSweepMemory } from '#shared/runtime/dynamo.ts';
import { readEnv, ServiceEnv } from '#shared/runtime/env.ts';
import { type ConsumerRuntime, consumerEnv, consumerRuntime } from './consumer-runtime.ts';
import { createReactions, type ReactionsDeps } from './reactions.ts';

const ReactionsEnv = ServiceEnv.extend({ ...consumerEnv, DUE_QUEUE_URL: z.url() });

export type ReactionsRuntime = ConsumerRuntime & { readonly store: EventStore };

/**
 * A service's reactions, wired from its environment. `react` names what the service reacts to, given what is wired.
 *
 * @example export const handler = reactionsFunction(({ store }) => ({ events: {}, due: [onDue(job, timeOutAt)], queues: [] }));
 */
export function reactionsFunction(
  react: (runtime: ReactionsRuntime) => Pick<ReactionsDeps, 'events' | 'due' | 'queues'>,
): ReturnType<typeof createReactions> {
  const env = readEnv(ReactionsEnv);
  const store = dynamoEventStore(env);
  const memory = dynamoSweepMemory(env);
  const runtime = { ...consumerRuntime(env), store };
  return createReactions({
    ...runtime,
    sweep: (now) => sweep({ store, memory, queue: runtime.queueAt(env.DUE_QUEUE_URL) }, now),
    ...react(runtime),
  });
}
