import { reactionsFunction } from '../shared/consumer/reactions-function.ts';
import { onDue } from '../shared/due/settle-due.ts';
import { apiKey } from './domain/api-key.ts';

export const handler = reactionsFunction(() => ({
  events: {},
  due: [onDue(apiKey, (now) => ({ kind: 'expire', now }))],
  queues: [],
}));
