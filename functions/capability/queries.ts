import { createHttpHandler } from '../shared/http/handler.ts';
import { readEnv } from '../shared/runtime/env.ts';
import { createQueriesDeps, QueriesEnv } from './deps.ts';
import { getCapability } from './routes/get-capability.ts';
import { getJob } from './routes/get-job.ts';
import { getJobHistory } from './routes/get-job-history.ts';
import { listCapabilities } from './routes/list-capabilities.ts';
import { listJobArtifacts } from './routes/list-job-artifacts.ts';
import { listJobs } from './routes/list-jobs.ts';

export const handler = createHttpHandler({
  routes: [listCapabilities, getCapability, listJobs, getJob, getJobHistory, listJobArtifacts],
  deps: createQueriesDeps(readEnv(QueriesEnv)),
  service: 'capability',
});
