import * as z from 'zod';
import { consumerFunction } from '#shared/consumer/consumer-function.ts';
import { dynamoEventStore } from '#shared/runtime/dynamo.ts';
import { readEnv, ServiceEnv } from '#shared/runtime/env.ts';
import { createCatalogue } from './capability/catalogue.ts';
import { capabilityWorker } from './capability-worker.ts';

const env = readEnv(
  ServiceEnv.extend({ FILES_BUCKET: z.string().min(1), FILES_AT_ONCE: z.coerce.number().int().min(1) }),
);

const store = dynamoEventStore(env);

export const handler = consumerFunction('capability:worker', ({ objects }) =>
  capabilityWorker({
    store,
    objects,
    filesBucket: env.FILES_BUCKET,
    filesAtOnce: env.FILES_AT_ONCE,
    catalogue: createCatalogue(store),
  }),
);
