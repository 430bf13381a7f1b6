import * as z from 'zod';
import { Role } from '#schemas/account/roles.ts';
import { Email } from '#schemas/account/user/state.ts';
import { AccountId, Instant } from '#schemas/primitives.ts';

export const ApiKeyName = z.string().trim().min(1).max(100);

/** No key is for ever: this long where its maker says nothing, and at most this long. */
export const MAX_KEY_DAYS = 365;

const ID_PREFIX = 'ck_';
const UUID_BYTES = 16;

/**
 * `ck_` and base64url of two UUIDs: the account's and the key's own. So an id leads to its partition without an index, and a token costs
 * one consistent point read.
 */
export const ApiKeyId = z
  .string()
  .regex(/^ck_[A-Za-z0-9_-]{43}$/, 'must be the id of an API key: ck_ and 43 characters')
  .refine((id) => apiKeyIdOf(...uuidsIn(id)) === id, 'must be the id of an API key')
  .brand<'ApiKeyId'>();
export type ApiKeyId = z.infer<typeof ApiKeyId>;

const bytesOf = (uuid: string): Buffer => Buffer.from(uuid.replaceAll('-', ''), 'hex');

const uuidOf = (bytes: Buffer): string =>
  bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');

function uuidsIn(id: string): [account: string, own: string] {
  const bytes = Buffer.from(id.slice(ID_PREFIX.length), 'base64url');
  return [uuidOf(bytes.subarray(0, UUID_BYTES)), uuidOf(bytes.subarray(UUID_BYTES))];
}

const apiKeyIdOf = (account: string, own: string): string =>
  `${ID_PREFIX}${Buffer.concat([bytesOf(account), bytesOf(own)]).toString('base64url')}`;

/** The id of the key `own`, a UUID, of an account. */
export const makeApiKeyId = (account: AccountId, own: string): ApiKeyId =>
  ApiKeyId.parse(apiKeyIdOf(account, own));

/** The account that a key was made in, or undefined where the id holds none. */
export const accountOfApiKey = (id: ApiKeyId): AccountId | undefined =>
  AccountId.safeParse(uuidsIn(id)[0]).data;

/** The proof of a secret: SHA-256 over salt and secret; both base64url. */
export const Verifier = z.strictObject({
  salt: z.string().regex(/^[A-Za-z0-9_-]{22}$/),
  hash: z.string().regex(/^[A-Za-z0-9_-]{43}$/),
});
export type Verifier = z.infer<typeof Verifier>;

/** A credential for programs. It acts for its user, in every account that they may enter, with at most `role`. */
export const ApiKeyState = z.strictObject({
  id: ApiKeyId,
  name: ApiKeyName,
  user: Email,
  /** The ceiling: the role that the key leaves its user. */
  role: Role,
  status: z.enum(['active', 'revoked', 'expired']),
  created: Instant,
  expires: Instant,
  /** To the hour: see ApiKeyUsed. */
  lastUsed: Instant.optional(),
  verifier: Verifier,
});
export type ApiKeyState = z.infer<typeof ApiKeyState>;

/** The part of a key that lists show: everything but the verifier. */
export const ApiKeySummary = ApiKeyState.omit({ verifier: true });
export type ApiKeySummary = z.infer<typeof ApiKeySummary>;

export const API_KEY_KEY_PREFIX = '#key#';
export const apiKeyKey = (id: ApiKeyId): string => `${API_KEY_KEY_PREFIX}${id}`;
