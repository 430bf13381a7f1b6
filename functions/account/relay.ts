import { relayFunction } from '#shared/relay/relay-function.ts';

export const handler = relayFunction([
  { prefix: 'ACCOUNT', shards: 1 },
  { prefix: 'ADMISSION', shards: 4 },
  { prefix: 'KEY', shards: 2 },
  { prefix: 'MEMBER', shards: 2 },
  { prefix: 'USER', shards: 16 },
]);
