import * as z from 'zod';
import { contract } from '#schemas/contract.ts';
import { LimitView } from '#schemas/limits.ts';

export const getJobLimits = contract({
  name: 'getJobLimits',
  method: 'GET',
  path: '/limits/jobs',
  permission: 'read',
  summary: 'The limits of jobs and uploads, and how much of them the account has used today.',
  answers: { 200: z.strictObject({ items: z.array(LimitView) }) },
});
