import { relayFunction } from '#shared/relay/relay-function.ts';

export const handler = relayFunction([
  { prefix: 'JOB', shards: 4 },
  { prefix: 'CAPABILITY', shards: 1 },
]);
