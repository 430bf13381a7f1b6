import { reactionsFunction } from '#shared/consumer/reactions-function.ts';
import { readEnv } from '#shared/runtime/env.ts';
import { assetReactions } from './asset-reactions.ts';
import { ReactionsEnv } from './deps.ts';

const { FILES_BUCKET: filesBucket, IMPORTS_QUEUE_URL, MATCHES_QUEUE_URL } = readEnv(ReactionsEnv);

export const handler = reactionsFunction('asset', ({ store, objects, queueAt }) =>
  assetReactions({
    store,
    objects,
    filesBucket,
    imports: queueAt(IMPORTS_QUEUE_URL),
    matches: queueAt(MATCHES_QUEUE_URL),
  }),
);
