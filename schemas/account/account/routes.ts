import * as z from 'zod';
import { PublicJwk } from '#schemas/account/token/public-jwk.ts';
import { AccountView, EnterableAccount } from '#schemas/account/views.ts';
import { contract, PageQuery, page, Written } from '#schemas/contract.ts';
import { AccountId } from '#schemas/primitives.ts';
import { HistoryPage, HistoryQuery } from '#schemas/thing.ts';
import { AccountName } from './state.ts';

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
  refusals: ['invalid-credentials'],
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

export const listAccounts = contract({
  name: 'listAccounts',
  method: 'GET',
  path: '/accounts',
  permission: 'read',
  summary: 'The accounts that the user of this token may enter.',
  query: z.strictObject(PageQuery),
  answers: { 200: page(EnterableAccount) },
});

export const getAccount = contract({
  name: 'getAccount',
  method: 'GET',
  path: '/account',
  permission: 'read',
  summary: 'The account that this request is for, and what the caller may do in it.',
  answers: { 200: AccountView },
});

export const updateAccount = contract({
  name: 'updateAccount',
  method: 'PATCH',
  path: '/account',
  permission: 'manage_accounts',
  summary: 'Rename the account.',
  body: z.strictObject({ name: AccountName }),
  answers: { 200: Written },
});

export const getAccountHistory = contract({
  name: 'getAccountHistory',
  method: 'GET',
  path: '/account/history',
  permission: 'read',
  summary: 'What happened to the account, oldest first.',
  query: HistoryQuery,
  answers: { 200: HistoryPage },
});
