import { cancelJob } from './routes/cancel-job.ts';
import { completeJob } from './routes/complete-job.ts';
import { createJob } from './routes/create-job.ts';

/** What changes something. */
export const commandRoutes = [createJob, completeJob, cancelJob];
