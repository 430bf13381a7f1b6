// Written by `npm run generate`: one line for each contract of the service.
import type { Route } from '#shared/http/route.ts';
import type { CommandsDeps } from './deps.ts';
import { cancelJob } from './job/routes/cancel-job.ts';
import { completeJob } from './job/routes/complete-job.ts';
import { createJob } from './job/routes/create-job.ts';

export const commandRoutes: readonly Route<CommandsDeps>[] = [
  cancelJob,
  completeJob,
  createJob,
];
