import { getCapability, listCapabilities } from '#schemas/capability/capability/routes.ts';
import {
  cancelJob,
  completeJob,
  createJob,
  getJob,
  getJobHistory,
  listJobArtifacts,
  listJobs,
} from '#schemas/capability/job/routes.ts';

export * from '#schemas/capability/capability/routes.ts';
export * from '#schemas/capability/job/routes.ts';

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
