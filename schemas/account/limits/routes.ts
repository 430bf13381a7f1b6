import * as z from 'zod';
import { contract } from '#schemas/contract.ts';
import { LimitView } from '#schemas/limits.ts';

export const getLimits = contract({
  name: 'getLimits',
  method: 'GET',
  path: '/limits',
  permission: 'read',
  summary:
    'Every limit of the account and of its keys, with the use of members and keys. Those of jobs and uploads are at `/limits/jobs`.',
  answers: { 200: z.strictObject({ items: z.array(LimitView) }) },
});
