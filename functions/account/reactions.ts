import { reactionsFunction } from '#shared/consumer/reactions-function.ts';
import { expireKey } from './api-key/reactions/expire-key.ts';

export const handler = reactionsFunction(() => ({ events: {}, due: [expireKey], queues: [] }));
