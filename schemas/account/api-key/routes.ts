import * as z from 'zod';
import { Role } from '#schemas/account/roles.ts';

import { contract, PageQuery, page, Written } from '#schemas/contract.ts';
import { Instant } from '#schemas/primitives.ts';
import { ById, HistoryPage, HistoryQuery } from '#schemas/thing.ts';
import { ApiKeyId, ApiKeyName, ApiKeyState } from './state.ts';
import { ApiKeyView } from './views.ts';

/** Keys need manage_settings, which admins have: a key acts for its maker in every account of theirs, and outlives a leaked token. */
export const listKeys = contract({
  name: 'listKeys',
  method: 'GET',
  path: '/keys',
  permission: 'manage_settings',
  summary: 'The API keys that were made in the account, newest first. Eventually consistent.',
  query: z.strictObject({ status: ApiKeyState.shape.status.optional(), ...PageQuery }),
  answers: { 200: page(ApiKeyView) },
});

export const getKey = contract({
  name: 'getKey',
  method: 'GET',
  path: '/keys/{id}',
  permission: 'manage_settings',
  summary: 'One API key. Its secret is never shown again.',
  params: ById,
  answers: { 200: ApiKeyView },
});

export const createKey = contract({
  name: 'createKey',
  method: 'POST',
  path: '/keys',
  permission: 'manage_settings',
  fresh: true,
  summary: 'Make an API key that acts for the caller. The secret is in this answer and nowhere else.',
  body: z.strictObject({
    name: ApiKeyName,
    /** The ceiling; at most the caller's own role. */
    role: Role.optional(),
    /** At most, and if absent, a year from now. */
    expires: z.iso.datetime().optional(),
  }),
  answers: {
    201: z.strictObject({
      ...Written.shape,
      /** The input of `POST /token`. */
      apiKey: z.strictObject({ id: ApiKeyId, secret: z.string() }),
      expires: Instant,
    }),
  },
  // `already-exists` is the answer to a repeat that comes after 32 later commands of the key.
  refusals: ['secret-shown-once', 'already-exists', 'limit-reached'],
});

export const revokeKey = contract({
  name: 'revokeKey',
  method: 'DELETE',
  path: '/keys/{id}',
  permission: 'manage_settings',
  fresh: true,
  summary:
    'Revoke an API key. From the answer on its tokens change no members, keys or settings; other requests with them are refused within a minute.',
  params: ById,
  answers: { 200: Written },
});

export const getKeyHistory = contract({
  name: 'getKeyHistory',
  method: 'GET',
  path: '/keys/{id}/history',
  permission: 'manage_settings',
  summary: 'The history of an API key, oldest first.',
  params: ById,
  query: HistoryQuery,
  answers: { 200: HistoryPage },
});
