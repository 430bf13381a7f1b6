import type { ReactionsOf } from '#shared/consumer/handlers.ts';
import { expireApiKey } from './api-key/reactions/expire-api-key.ts';

/** The reactions of the service: to no event, and to keys that reach their end. Nothing here reads an environment. */
export const accountReactions = (): ReactionsOf<'account'> => ({
  events: {},
  due: { ApiKey: expireApiKey },
  queues: {},
});
