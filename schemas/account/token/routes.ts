import * as z from 'zod';
import { contract } from '#schemas/contract.ts';
import { AccountId } from '#schemas/primitives.ts';
import { PublicJwk } from './public-jwk.ts';

export const createToken = contract({
  name: 'createToken',
  method: 'POST',
  path: '/token',
  permission: 'public',
  summary: 'Exchange an API key for a token that is good for up to 15 minutes.',
  body: z.strictObject({ id: z.string().min(1).max(200), secret: z.string().min(1).max(200) }),
  answers: {
    200: z.strictObject({
      /** For the header `authorization: Bearer {token}`. */
      token: z.string(),
      /** Seconds. */
      expiresIn: z.int(),
      /** The account of the key; another one is chosen by the header `account`. */
      account: AccountId,
    }),
  },
  refusals: ['invalid-credentials', 'limit-reached'],
});

export const getTokenKeys = contract({
  name: 'getTokenKeys',
  method: 'GET',
  path: '/.well-known/jwks.json',
  permission: 'public',
  summary: 'The public keys that tokens can be checked with (RFC 7517).',
  answers: {
    200: z.strictObject({ keys: z.array(PublicJwk) }),
  },
});
