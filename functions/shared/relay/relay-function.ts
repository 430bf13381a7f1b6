import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SQSClient } from '@aws-sdk/client-sqs';
import * as z from 'zod';
import { parkingEnv } from '#shared/consumer/consumer-runtime.ts';
import { outcomeLog } from '#shared/consumer/outcome-log.ts';
import { createParking } from '#shared/consumer/parking.ts';
import { createEventBridge } from '#shared/messaging/eventbridge.ts';
import { createSqsQueue } from '#shared/messaging/sqs.ts';
import { createS3ObjectStore } from '#shared/object-store/s3.ts';
import { systemClock } from '#shared/runtime/clock.ts';
import { readEnv, ServiceEnv } from '#shared/runtime/env.ts';
import { createObservability } from '#shared/runtime/observability.ts';
import { createRelay } from './relay.ts';

const RelayEnv = ServiceEnv.extend({ ...parkingEnv, BUS: z.string().min(1) });

/** A service's relay, wired from its environment: every service has the same. */
export function relayFunction(): ReturnType<typeof createRelay> {
  const env = readEnv(RelayEnv);
  const objects = createS3ObjectStore();
  const parked = createSqsQueue(new SQSClient({}), env.PARKED_QUEUE_URL);
  return createRelay({
    bus: createEventBridge(new EventBridgeClient({}), env.BUS),
    objects,
    claimsBucket: env.CLAIMS_BUCKET,
    park: createParking({
      deadLettersOf: () => parked,
      objects,
      bucket: env.CLAIMS_BUCKET,
      clock: systemClock,
    }),
    log: outcomeLog(createObservability(env.SERVICE)),
    clock: systemClock,
    milliseconds: () => performance.now(),
    source: `${env.TABLE}-relay`,
  });
}
