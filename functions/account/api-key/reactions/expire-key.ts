import { onDue } from '#shared/due/settle-due.ts';
import { apiKey } from '../domain/api-key.ts';

/** A key that has reached its end opens nothing any more; this makes it known. */
export const expireKey = onDue(apiKey, (now) => ({ kind: 'expire', now }));
