import { reactionsFunction } from '#shared/consumer/reactions-function.ts';
import { timeOutJob } from './job/reactions/time-out-job.ts';

export const handler = reactionsFunction('capability', () => ({ events: {}, due: [timeOutJob], queues: {} }));
