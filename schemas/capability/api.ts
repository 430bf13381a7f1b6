import { getCapability, listCapabilities } from './capability-routes.ts';
import {
  cancelJob,
  completeJob,
  createJob,
  getJob,
  getJobHistory,
  listJobArtifacts,
  listJobs,
} from './job-routes.ts';

export * from './capability-routes.ts';
export * from './job-routes.ts';

/** Every route of the capability service. */
export const capabilityApi = [
  listCapabilities,
  getCapability,
  createJob,
  listJobs,
  getJob,
  completeJob,
  cancelJob,
  getJobHistory,
  listJobArtifacts,
] as const;
