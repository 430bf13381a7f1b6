import * as z from 'zod';
import { consumerFunction } from '#shared/consumer/consumer-function.ts';
import { dynamoEventStore } from '#shared/runtime/dynamo.ts';
import { readEnv, ServiceEnv } from '#shared/runtime/env.ts';
import { capabilityWorker } from './capability-worker.ts';

const env = readEnv(ServiceEnv.extend({ FILES_BUCKET: z.string().min(1) }));

export const handler = consumerFunction('capability:worker', ({ objects }) =>
  capabilityWorker({ store: dynamoEventStore(env), objects, filesBucket: env.FILES_BUCKET }),
);
