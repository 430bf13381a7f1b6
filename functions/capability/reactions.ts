import type { Reactions } from '../../schemas/topics.ts';
import type { EventHandler } from '../shared/consumer/effect.ts';
import { reactionsFunction } from '../shared/consumer/reactions-function.ts';
import { onDue } from '../shared/due/settle-due.ts';
import { job } from './domain/job.ts';

/** The service reacts to no event yet; jobs that are due time out. */
export const handler = reactionsFunction(() => ({
  events: {} satisfies Reactions<'capability', EventHandler>,
  due: [onDue(job, (at) => ({ kind: 'time-out', at }))],
  queues: [],
}));
