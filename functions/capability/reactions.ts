import { reactionsFunction } from '#shared/consumer/reactions-function.ts';
import { capabilityReactions } from './capability-reactions.ts';

export const handler = reactionsFunction('capability', capabilityReactions);
