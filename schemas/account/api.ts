import { z } from 'zod';
import { contract, PageQuery, Permission, page, Written } from '../contract.ts';
import { Envelope } from '../envelope.ts';
import { getOpenApi } from '../openapi-contract.ts';
import { AccountId, Instant } from '../primitives.ts';
import { Account, AccountName } from './account.ts';
import { ApiKey, ApiKeyId, ApiKeyName, ApiKeySummary } from './api-key.ts';
import { Membership } from './membership.ts';
import { PublicJwk } from './public-jwk.ts';
import { Role } from './roles.ts';
import { Email } from './user.ts';

const Thing = { id: z.string(), key: z.string(), version: z.int().min(1) };
const ById = z.strictObject({ id: z.string().min(1).max(4096) });
const HistoryPage = page(Envelope);

export const AccountView = z.strictObject({
  ...Thing,
  /** What the header `account` takes. */
  account: AccountId,
  name: Account.shape.name,
  owner: Email,
  status: Account.shape.status,
  created: Instant,
  /** Who is an admin here. */
  admins: z.array(Email),
  /** What the caller is here, under the ceiling of the key that they use, and so may do. */
  role: Role,
  permissions: z.array(Permission),
});
export type AccountView = z.infer<typeof AccountView>;

export const EnterableAccount = z.strictObject({
  ...Thing,
  account: AccountId,
  name: Account.shape.name,
  /** What the user is there. A key may have a lower ceiling. */
  role: Role,
});
export type EnterableAccount = z.infer<typeof EnterableAccount>;

export const MemberView = z.strictObject({ ...Thing, ...Membership.shape });
export type MemberView = z.infer<typeof MemberView>;

const { id: keyId, ...shownOfKey } = ApiKeySummary.shape;
export const ApiKeyView = z.strictObject({
  ...Thing,
  /** What `POST /token` takes as `id`. */
  keyId,
  ...shownOfKey,
});
export type ApiKeyView = z.infer<typeof ApiKeyView>;

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
  query: z.strictObject(PageQuery),
  answers: { 200: HistoryPage },
});

export const listMembers = contract({
  name: 'listMembers',
  method: 'GET',
  path: '/members',
  permission: 'read',
  summary: 'The members of the account, by e-mail address. Eventually consistent.',
  query: z.strictObject(PageQuery),
  answers: { 200: page(MemberView) },
});

export const getMember = contract({
  name: 'getMember',
  method: 'GET',
  path: '/members/{id}',
  permission: 'read',
  summary: 'One member of the account.',
  params: ById,
  answers: { 200: MemberView },
});

export const addMember = contract({
  name: 'addMember',
  method: 'POST',
  path: '/members',
  permission: 'manage_accounts',
  summary: 'Let a user in to the account.',
  body: z.strictObject({ email: Email, role: Role }),
  answers: { 201: Written },
  refusals: ['already-exists', 'too-many-admins'],
});

export const changeRole = contract({
  name: 'changeRole',
  method: 'PATCH',
  path: '/members/{id}',
  permission: 'manage_accounts',
  summary: 'Give a member another role. The last admin keeps theirs.',
  params: ById,
  body: z.strictObject({ role: Role }),
  answers: { 200: Written },
  refusals: ['last-admin', 'too-many-admins'],
});

export const removeMember = contract({
  name: 'removeMember',
  method: 'DELETE',
  path: '/members/{id}',
  permission: 'manage_accounts',
  summary:
    'Put a member out of the account. The last admin stays. It may take a minute until their tokens are refused.',
  params: ById,
  answers: { 200: Written },
  refusals: ['last-admin'],
});

export const getMemberHistory = contract({
  name: 'getMemberHistory',
  method: 'GET',
  path: '/members/{id}/history',
  permission: 'read',
  summary: 'What happened to a membership, oldest first.',
  params: ById,
  query: z.strictObject(PageQuery),
  answers: { 200: HistoryPage },
});

/** Keys need manage_settings, which admins have: a key acts for its maker in every account of theirs, and outlives a leaked token. */
export const listKeys = contract({
  name: 'listKeys',
  method: 'GET',
  path: '/keys',
  permission: 'manage_settings',
  summary: 'The API keys that were made in the account, newest first. Eventually consistent.',
  query: z.strictObject({ status: ApiKey.shape.status.optional(), ...PageQuery }),
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
  summary: 'Make an API key that acts for the caller. The secret is in this answer and nowhere else.',
  body: z.strictObject({
    name: ApiKeyName,
    /** The ceiling; at most what the caller is. */
    role: Role.optional(),
    /** At most, and if absent, a year from now. */
    expires: z.iso.datetime().optional(),
  }),
  answers: {
    201: z.strictObject({
      ...Written.shape,
      /** What `POST /token` takes. */
      apiKey: z.strictObject({ id: ApiKeyId, secret: z.string() }),
      expires: Instant,
    }),
  },
  refusals: ['secret-shown-once'],
});

export const revokeKey = contract({
  name: 'revokeKey',
  method: 'DELETE',
  path: '/keys/{id}',
  permission: 'manage_settings',
  summary: 'Revoke an API key. It may take a minute until its tokens are refused.',
  params: ById,
  answers: { 200: Written },
});

export const getKeyHistory = contract({
  name: 'getKeyHistory',
  method: 'GET',
  path: '/keys/{id}/history',
  permission: 'manage_settings',
  summary: 'What happened to an API key, oldest first.',
  params: ById,
  query: z.strictObject(PageQuery),
  answers: { 200: HistoryPage },
});

export const accountApi = [
  getOpenApi,
  createToken,
  getTokenKeys,
  listAccounts,
  getAccount,
  updateAccount,
  getAccountHistory,
  listMembers,
  getMember,
  addMember,
  changeRole,
  removeMember,
  getMemberHistory,
  listKeys,
  getKey,
  createKey,
  revokeKey,
  getKeyHistory,
] as const;
