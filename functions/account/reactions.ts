import { reactionsFunction } from '#shared/consumer/reactions-function.ts';
import { expireApiKey } from './api-key/reactions/expire-api-key.ts';

export const handler = reactionsFunction('account', () => ({ events: {}, due: [expireApiKey], queues: {} }));
