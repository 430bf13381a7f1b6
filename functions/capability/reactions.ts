import type { Reactions } from '#schemas/topics.ts';
import type { EventHandler } from '#shared/consumer/event-handler.ts';
import { reactionsFunction } from '#shared/consumer/reactions-function.ts';
import { timeOutJob } from './job/reactions/time-out-job.ts';

export const handler = reactionsFunction(() => ({
  events: {} satisfies Reactions<'capability', EventHandler>,
  due: [timeOutJob],
  queues: [],
}));
