import { SQSClient } from '@aws-sdk/client-sqs';
import { z } from 'zod';
import { outcomeLog } from '../shared/consumer/outcome-log.ts';
import { createParking } from '../shared/consumer/parking.ts';
import { systemClock } from '../shared/runtime/clock.ts';
import { readEnv } from '../shared/runtime/env.ts';
import { createObservability } from '../shared/runtime/observability.ts';
import { createWorker } from './create-worker.ts';
import { CommandsEnv, createCommandsDeps } from './deps.ts';

const WorkerEnv = CommandsEnv.extend({ CLAIMS_BUCKET: z.string().min(1), PARKED_QUEUE_URL: z.url() });

const env = readEnv(WorkerEnv);
const deps = createCommandsDeps(env);

export const handler = createWorker({
  ...deps,
  clock: systemClock,
  milliseconds: () => performance.now(),
  log: outcomeLog(createObservability(env.SERVICE)),
  park: createParking({
    sqs: new SQSClient({}),
    queueUrl: env.PARKED_QUEUE_URL,
    objects: deps.objects,
    claims: { bucket: env.CLAIMS_BUCKET, prefix: `claims/${env.SERVICE}` },
  }),
});
