import { SQSClient } from '@aws-sdk/client-sqs';
import * as z from 'zod';
import type { Queue } from '#shared/messaging/queue.ts';
import { createSqsQueue, hideMessage, queueUrlNextTo } from '#shared/messaging/sqs.ts';
import type { ObjectStore } from '#shared/object-store/object-store.ts';
import { createS3ObjectStore } from '#shared/object-store/s3.ts';
import { type Clock, systemClock } from '#shared/runtime/clock.ts';
import { createObservability } from '#shared/runtime/observability.ts';
import { createBackOff } from './back-off.ts';
import type { ConsumerDeps } from './consume.ts';
import { outcomeLog } from './outcome-log.ts';
import { createParking } from './parking.ts';
import { createWaiting } from './waiting.ts';

/** The environment of every consumer of queues and of every relay. */
export const parkingEnv = {
  CLAIMS_BUCKET: z.string().min(1),
  /** A dead-letter queue of the service. The service's other queues lie beside it. */
  PARKED_QUEUE_URL: z.url(),
};

/** The environment of every consumer of queues. */
export const consumerEnv = {
  ...parkingEnv,
  MAX_RECEIVES: z.coerce.number().int().min(1),
  /** Until the second attempt of a message. */
  FIRST_RETRY_SECONDS: z.coerce.number().int().min(1),
};

interface Env {
  readonly SERVICE: string;
  readonly CLAIMS_BUCKET: string;
  readonly PARKED_QUEUE_URL: string;
  readonly MAX_RECEIVES: number;
  readonly FIRST_RETRY_SECONDS: number;
}

export interface ConsumerRuntime extends ConsumerDeps {
  readonly objects: ObjectStore;
  readonly clock: Clock;
  /** The queue at a URL, to send to. */
  readonly queueAt: (url: string) => Queue;
}

/** The wiring of every consumer of queues: parking, waiting, log and clock. */
export function consumerRuntime(env: Env): ConsumerRuntime {
  const sqs = new SQSClient({});
  const queueAt = (url: string) => createSqsQueue(sqs, url);
  const urlOf = (name: string) => queueUrlNextTo(env.PARKED_QUEUE_URL, name);
  const queueNamed = (name: string) => queueAt(urlOf(name));
  const objects = createS3ObjectStore();
  return {
    objects,
    queueAt,
    clock: systemClock,
    milliseconds: () => performance.now(),
    maxReceives: env.MAX_RECEIVES,
    log: outcomeLog(createObservability(env.SERVICE)),
    wait: createWaiting(queueNamed),
    backOff: createBackOff({
      firstSeconds: env.FIRST_RETRY_SECONDS,
      hide: (name, receipt, seconds) => hideMessage(sqs, urlOf(name), receipt, seconds),
    }),
    park: createParking({
      objects,
      bucket: env.CLAIMS_BUCKET,
      clock: systemClock,
      deadLettersOf: (source) => queueNamed(`${source}-dlq`),
    }),
  };
}
