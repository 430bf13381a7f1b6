import { getCapability } from './routes/get-capability.ts';
import { getJob } from './routes/get-job.ts';
import { getJobHistory } from './routes/get-job-history.ts';
import { listCapabilities } from './routes/list-capabilities.ts';
import { listJobArtifacts } from './routes/list-job-artifacts.ts';
import { listJobs } from './routes/list-jobs.ts';

/** What reads. */
export const queryRoutes = [
  listCapabilities,
  getCapability,
  listJobs,
  getJob,
  getJobHistory,
  listJobArtifacts,
];
