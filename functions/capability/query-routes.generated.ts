// Written by `npm run generate`: one line for each contract of the service.
import type { Route } from '#shared/http/route.ts';
import type { QueriesDeps } from './deps.ts';
import { getCapability } from './capability/routes/get-capability.ts';
import { getJob } from './job/routes/get-job.ts';
import { getJobHistory } from './job/routes/get-job-history.ts';
import { getJobLimits } from './limits/routes/get-job-limits.ts';
import { listCapabilities } from './capability/routes/list-capabilities.ts';
import { listJobArtifacts } from './job/routes/list-job-artifacts.ts';
import { listJobs } from './job/routes/list-jobs.ts';

export const queryRoutes: readonly Route<QueriesDeps>[] = [
  getCapability,
  getJob,
  getJobHistory,
  getJobLimits,
  listCapabilities,
  listJobArtifacts,
  listJobs,
];
