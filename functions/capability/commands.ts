import { createHttpHandler } from '../shared/http/handler.ts';
import { readEnv } from '../shared/runtime/env.ts';
import { CommandsEnv, createCommandsDeps } from './deps.ts';
import { cancelJob } from './routes/cancel-job.ts';
import { completeJob } from './routes/complete-job.ts';
import { createJob } from './routes/create-job.ts';

export const handler = createHttpHandler({
  routes: [createJob, completeJob, cancelJob],
  deps: createCommandsDeps(readEnv(CommandsEnv)),
  service: 'capability',
});
