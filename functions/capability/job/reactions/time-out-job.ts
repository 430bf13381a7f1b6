import { onDue } from '#shared/due/settle-due.ts';
import { Job } from '../domain/job.ts';

/** A job that is due gets no more time. */
export const timeOutJob = onDue(Job, { type: 'TimeOutJob' });
