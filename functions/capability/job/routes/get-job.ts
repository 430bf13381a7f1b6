import * as contracts from '#schemas/capability/job/routes.ts';
import { viewOn } from '#shared/http/views-on.ts';
import { Job } from '../domain/job.ts';
import { jobView } from '../view.ts';

export const getJob = viewOn(Job)(contracts.getJob, jobView);
