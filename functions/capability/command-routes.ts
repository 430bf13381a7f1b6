import { cancelJob } from './job/routes/cancel-job.ts';
import { completeJob } from './job/routes/complete-job.ts';
import { createJob } from './job/routes/create-job.ts';

/** What changes something. */
export const commandRoutes = [createJob, completeJob, cancelJob];
