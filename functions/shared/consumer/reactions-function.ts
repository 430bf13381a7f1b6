import * as z from 'zod';
import type { ServiceName } from '#schemas/services.ts';
import { sweep } from '#shared/due/sweep.ts';
import type { EventStore } from '#shared/event-store/event-store.ts';
import { dynamoEventStore, dynamoSweepMemory } from '#shared/runtime/dynamo.ts';
import { readEnv, ServiceEnv } from '#shared/runtime/env.ts';
import { type ConsumerRuntime, consumerEnv, consumerRuntime } from './consumer-runtime.ts';
import type { ReactionsOf } from './handlers.ts';
import { createReactions, type ReactionsDeps } from './reactions.ts';

const ReactionsEnv = ServiceEnv.extend({ ...consumerEnv, DUE_QUEUE_URL: z.url() });

export type ReactionsRuntime = ConsumerRuntime & { readonly store: EventStore };

/**
 * The reactions of a service that has a table, wired from the environment. `react` gets the wiring and names the
 * handlers of events, due things and the service's own queues. A subscription, an aggregate that falls due, or a queue
 * without a handler does not compile.
 *
 * @example export const handler = reactionsFunction('account', accountReactions);
 */
export function reactionsFunction<S extends ServiceName>(
  service: S,
  react: (runtime: ReactionsRuntime) => ReactionsOf<S>,
): ReturnType<typeof createReactions>;
export function reactionsFunction(
  _service: ServiceName,
  react: (runtime: ReactionsRuntime) => Pick<ReactionsDeps, 'events' | 'due' | 'queues' | 'onSweep'>,
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
