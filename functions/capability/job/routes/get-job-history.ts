import * as contracts from '#schemas/capability/job/routes.ts';
import { historyOn } from '#shared/http/views-on.ts';
import { Job } from '../domain/job.ts';

export const getJobHistory = historyOn(Job)(contracts.getJobHistory);
