import * as contracts from '#schemas/account/token/routes.ts';
import { route } from '#shared/http/route.ts';
import type { QueriesDeps } from '../../deps.ts';

/** A minute: long enough to spare us, short enough for a new key to be seen well within a token's life. */
const CACHE = { 'cache-control': 'public, max-age=60' };

export const getTokenKeys = route(
  contracts.getTokenKeys,
  async (_input, { tokenKey }: Pick<QueriesDeps, 'tokenKey'>) => ({
    status: 200,
    body: { keys: [await tokenKey.publicKey()] },
    headers: CACHE,
  }),
);
