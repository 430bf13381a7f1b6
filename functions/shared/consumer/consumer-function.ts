import type { Subscriber } from '#schemas/services.ts';
import { readEnv, ServiceEnv } from '#shared/runtime/env.ts';
import { type ConsumerRuntime, consumerEnv, consumerRuntime } from './consumer-runtime.ts';
import type { ConsumerHandlersOf } from './handlers.ts';
import { type ConsumerOnlyDeps, createConsumer } from './reactions.ts';

const ConsumerEnv = ServiceEnv.omit({ TABLE: true }).extend(consumerEnv);

/**
 * A consumer of queues, wired from the environment: one beside a service's reactions, or the reactions of a service without a table.
 * A subscription or a queue without a handler does not compile.
 *
 * @example
 * export const handler = consumerFunction('graph', ({ objects }) => ({
 *   eventsQueue: 'events',
 *   events: { AssetDiscovered: batchFollower(assets, writeNodes) },
 *   queues: {},
 * }));
 */
export function consumerFunction<S extends Subscriber>(
  subscriber: S,
  handlers: (runtime: ConsumerRuntime) => ConsumerHandlersOf<S>,
): ReturnType<typeof createConsumer>;
export function consumerFunction(
  _subscriber: Subscriber,
  handlers: (runtime: ConsumerRuntime) => Pick<ConsumerOnlyDeps, 'eventsQueue' | 'events' | 'queues'>,
): ReturnType<typeof createConsumer> {
  const runtime = consumerRuntime(readEnv(ConsumerEnv));
  return createConsumer({ ...runtime, ...handlers(runtime) });
}
