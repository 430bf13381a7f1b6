import { onDue } from '#shared/due/settle-due.ts';
import { ApiKey } from '../domain/api-key.ts';

/** A key that has reached its end opens nothing any more; this makes it known. */
export const expireApiKey = onDue(ApiKey, { type: 'ExpireApiKey' });
