import { reactionsFunction } from '#shared/consumer/reactions-function.ts';
import { accountReactions } from './account-reactions.ts';

export const handler = reactionsFunction('account', accountReactions);
