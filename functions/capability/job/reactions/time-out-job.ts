import { onDue } from '#shared/due/settle-due.ts';
import { job } from '../domain/job.ts';

/** A job that is due gets no more time. */
export const timeOutJob = onDue(job, (at) => ({ kind: 'time-out', at }));
