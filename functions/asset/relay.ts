import { relayFunction } from '#shared/relay/relay-function.ts';

export const handler = relayFunction([
  { prefix: 'ASSET', shards: 4 },
  { prefix: 'SEED', shards: 4 },
  { prefix: 'IMPORT', shards: 4 },
]);
