import { SQSClient } from '@aws-sdk/client-sqs';
import * as z from 'zod';
import { outcomeLog } from '#shared/consumer/outcome-log.ts';
import { createParking } from '#shared/consumer/parking.ts';
import { createSqsQueue } from '#shared/messaging/sqs.ts';
import { createS3ObjectStore } from '#shared/object-store/s3.ts';
import { systemClock } from '#shared/runtime/clock.ts';
import { dynamoEventStore } from '#shared/runtime/dynamo.ts';
import { readEnv, ServiceEnv } from '#shared/runtime/env.ts';
import { createObservability } from '#shared/runtime/observability.ts';
import { createWorker } from './capability-worker.ts';

const WorkerEnv = ServiceEnv.extend({
  FILES_BUCKET: z.string().min(1),
  CLAIMS_BUCKET: z.string().min(1),
  PARKED_QUEUE_URL: z.url(),
});

const env = readEnv(WorkerEnv);
const objects = createS3ObjectStore();

export const handler = createWorker({
  store: dynamoEventStore(env),
  objects,
  filesBucket: env.FILES_BUCKET,
  clock: systemClock,
  milliseconds: () => performance.now(),
  log: outcomeLog(createObservability(env.SERVICE)),
  park: createParking({
    queue: createSqsQueue(new SQSClient({}), env.PARKED_QUEUE_URL),
    objects,
    claims: { bucket: env.CLAIMS_BUCKET, prefix: `claims/${env.SERVICE}` },
  }),
});
