import { reactionsFunction } from '../shared/consumer/reactions-function.ts';
import { expireKey } from './reactions/expire-key.ts';

export const handler = reactionsFunction(() => ({ events: {}, due: [expireKey], queues: [] }));
