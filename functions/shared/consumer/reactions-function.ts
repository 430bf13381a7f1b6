import { SQSClient } from '@aws-sdk/client-sqs';
import * as z from 'zod';
import { sweep } from '#shared/due/sweep.ts';
import type { Queue } from '#shared/messaging/queue.ts';
import { createSqsQueue } from '#shared/messaging/sqs.ts';
import { createS3ObjectStore } from '#shared/object-store/s3.ts';
import { systemClock } from '#shared/runtime/clock.ts';
import { dynamoEventStore } from '#shared/runtime/dynamo.ts';
import { readEnv, ServiceEnv } from '#shared/runtime/env.ts';
import { createObservability } from '#shared/runtime/observability.ts';
import { outcomeLog } from './outcome-log.ts';
import { createParking } from './parking.ts';
import { createReactions, type ReactionsDeps } from './reactions.ts';

const ReactionsEnv = ServiceEnv.extend({
  CLAIMS_BUCKET: z.string().min(1),
  PARKED_QUEUE_URL: z.url(),
  DUE_QUEUE_URL: z.url(),
});

export type ReactionsRuntime = Pick<ReactionsDeps, 'store' | 'objects' | 'log'> & {
  /** The queue at a URL, to send to. */
  readonly queueAt: (url: string) => Queue;
};

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
  const objects = createS3ObjectStore();
  const sqs = new SQSClient({});
  const queueAt = (url: string) => createSqsQueue(sqs, url);
  const log = outcomeLog(createObservability(env.SERVICE));
  const claims = { bucket: env.CLAIMS_BUCKET, prefix: `claims/${env.SERVICE}` };
  return createReactions({
    store,
    objects,
    log,
    clock: systemClock,
    milliseconds: () => performance.now(),
    park: createParking({ queue: queueAt(env.PARKED_QUEUE_URL), objects, claims }),
    sweep: (now) => sweep({ store, queue: queueAt(env.DUE_QUEUE_URL) }, now),
    ...react({ store, objects, log, queueAt }),
  });
}
