import type { ReactionsOf } from '#shared/consumer/handlers.ts';
import { expireApiKey } from './api-key/reactions/expire-api-key.ts';

/** The reactions of the service. Nothing here reads an environment. */
export const accountReactions = (): ReactionsOf<'account'> => ({
  events: {},
  due: [expireApiKey],
  queues: {},
});
