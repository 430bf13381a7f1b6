import { setTimeout } from 'node:timers/promises';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { DynamoDBBatchResponse } from 'aws-lambda';
import * as z from 'zod';
import type { OperationProgress } from '#schemas/operations.ts';
import { parkingEnv } from '#shared/consumer/consumer-runtime.ts';
import { outcomeLog } from '#shared/consumer/outcome-log.ts';
import { createParking } from '#shared/consumer/parking.ts';
import { createEventBridge } from '#shared/messaging/eventbridge.ts';
import { createSqsQueue } from '#shared/messaging/sqs.ts';
import { createS3ObjectStore } from '#shared/object-store/s3.ts';
import { systemClock } from '#shared/runtime/clock.ts';
import { dynamoEventStore } from '#shared/runtime/dynamo.ts';
import { readEnv, ServiceEnv } from '#shared/runtime/env.ts';
import { createObservability } from '#shared/runtime/observability.ts';
import { isOperation, operate } from './operate.ts';
import { createRelay } from './relay.ts';
import type { AggregatePlace } from './walk.ts';

const RelayEnv = ServiceEnv.extend({
  ...parkingEnv,
  BUS: z.string().min(1),
  /** Who hears this service, with commas between. A function and its environment change one after the other. */
  SUBSCRIBERS: z.string().default(''),
});

type RelayHandler = (event: unknown) => Promise<DynamoDBBatchResponse | OperationProgress>;

/**
 * A service's relay, wired from its environment: every service has the same. It publishes what the stream of its table says, and, for whoever
 * may invoke it, replays and republishes what lies at `places`. A stream's batch has no `operation`, so that neither passes for the other.
 *
 * @example export const handler = relayFunction([{ prefix: 'SEED', shards: 4 }]);
 */
export function relayFunction(
  places: readonly AggregatePlace[],
): RelayHandler & { readonly places: readonly AggregatePlace[] } {
  const env = readEnv(RelayEnv);
  const parked = createSqsQueue(new SQSClient({}), env.PARKED_QUEUE_URL);
  const objects = createS3ObjectStore();
  const observability = createObservability(env.SERVICE);
  const common = {
    bus: createEventBridge(new EventBridgeClient({}), env.BUS),
    objects,
    claimsBucket: env.CLAIMS_BUCKET,
    milliseconds: () => performance.now(),
  };
  const relay = createRelay({
    ...common,
    log: outcomeLog(observability),
    clock: systemClock,
    source: `${env.TABLE}-relay`,
    park: createParking({
      deadLettersOf: () => parked,
      objects,
      bucket: env.CLAIMS_BUCKET,
      clock: systemClock,
    }),
  });
  const operations = {
    ...common,
    places,
    log: observability.log,
    service: env.SERVICE,
    subscribers: env.SUBSCRIBERS.split(',').filter((name) => name !== ''),
    sleep: (ms: number) => setTimeout(ms),
    store: dynamoEventStore(env),
  };
  const handler: RelayHandler = (event) => (isOperation(event) ? operate(event, operations) : relay(event));
  return Object.assign(handler, { places });
}
