import * as contracts from '#schemas/capability/job/routes.ts';
import { commandsOn } from '#shared/http/commands-on.ts';
import { Job } from '../domain/job.ts';

export const cancelJob = commandsOn(Job)(contracts.cancelJob, ({ body }) => ({
  type: 'CancelJob',
  reason: body.reason === undefined ? undefined : { code: 'cancelled', message: body.reason },
}));
