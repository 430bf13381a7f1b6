import { getCapability } from './capability/routes/get-capability.ts';
import { listCapabilities } from './capability/routes/list-capabilities.ts';
import { getJob } from './job/routes/get-job.ts';
import { getJobHistory } from './job/routes/get-job-history.ts';
import { listJobArtifacts } from './job/routes/list-job-artifacts.ts';
import { listJobs } from './job/routes/list-jobs.ts';

/** What reads. */
export const queryRoutes = [
  listCapabilities,
  getCapability,
  listJobs,
  getJob,
  getJobHistory,
  listJobArtifacts,
];
