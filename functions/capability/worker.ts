import * as z from 'zod';
import { consumerEnv, consumerRuntime } from '#shared/consumer/consumer-runtime.ts';
import { dynamoEventStore } from '#shared/runtime/dynamo.ts';
import { readEnv, ServiceEnv } from '#shared/runtime/env.ts';
import { createWorker } from './capability-worker.ts';

const env = readEnv(ServiceEnv.extend({ ...consumerEnv, FILES_BUCKET: z.string().min(1) }));

export const handler = createWorker({
  ...consumerRuntime(env),
  store: dynamoEventStore(env),
  filesBucket: env.FILES_BUCKET,
});
