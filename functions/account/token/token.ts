import { createLocalJWKSet, errors, jwtVerify } from 'jose';
import * as z from 'zod';
import { ApiKeyId, type ApiKeyState } from '#schemas/account/api-key/state.ts';
import { Role } from '#schemas/account/roles.ts';
import { Email } from '#schemas/account/user/state.ts';
import { AccountId, type Instant } from '#schemas/primitives.ts';
import type { TokenKey, TokenSigner } from './token-signer.ts';

/** How long a token is good: short, as a key's rights can change. */
export const TOKEN_SECONDS = 15 * 60;

const ALGORITHM = 'ES256';
const AUDIENCE = 'chariot-api';

/** The claims of a token. It names no permissions: the rights of its bearer are looked up at each use. */
export const Claims = z.looseObject({
  iss: z.string(),
  /** The user that the key acts for. */
  sub: Email,
  aud: z.literal(AUDIENCE),
  /** The account of the key, which is meant where a request names none. */
  account: AccountId,
  key: ApiKeyId,
  /** The key's ceiling. */
  role: Role,
  iat: z.int(),
  exp: z.int(),
  jti: z.string().min(1),
});
export type Claims = z.infer<typeof Claims>;

export interface TokenRequest {
  readonly issuer: string;
  readonly account: AccountId;
  readonly key: Pick<ApiKeyState, 'id' | 'user' | 'role' | 'expires'>;
  readonly now: Instant;
  readonly tokenId: string;
}

const seconds = (instant: Instant): number => Math.floor(Date.parse(instant) / 1000);

const encoded = (part: object): string => Buffer.from(JSON.stringify(part), 'utf8').toString('base64url');

/** A signed JWT for a key, and for how many seconds it is good: never past the key's own end. */
export async function issueToken(
  signer: TokenSigner,
  { issuer, account, key, now, tokenId }: TokenRequest,
): Promise<{ readonly token: string; readonly expiresIn: number }> {
  const { kid } = await signer.publicKey();
  const iat = seconds(now);
  const exp = Math.min(iat + TOKEN_SECONDS, seconds(key.expires));
  const claims: Claims = {
    iss: issuer,
    sub: key.user,
    aud: AUDIENCE,
    account,
    key: key.id,
    role: key.role,
    iat,
    exp,
    jti: tokenId,
  };
  const input = `${encoded({ alg: ALGORITHM, typ: 'JWT', kid })}.${encoded(claims)}`;
  const signature = await signer.sign(Buffer.from(input, 'ascii'));
  return { token: `${input}.${Buffer.from(signature).toString('base64url')}`, expiresIn: exp - iat };
}

/**
 * The claims of a token that we signed, for us, and that is good at `now`; undefined for any other text.
 * @throws the failures of reading the key: they say nothing about the token
 */
export async function verifyToken(
  key: TokenKey,
  token: string,
  issuer: string,
  now: Instant,
): Promise<Claims | undefined> {
  const keys = createLocalJWKSet({ keys: [await key.publicKey()] });
  try {
    const { payload } = await jwtVerify(token, keys, {
      algorithms: [ALGORITHM],
      typ: 'JWT',
      issuer,
      audience: AUDIENCE,
      requiredClaims: ['sub', 'iat', 'exp', 'jti'],
      currentDate: new Date(now),
    });
    return Claims.safeParse(payload).data;
  } catch (error) {
    if (error instanceof errors.JOSEError) return undefined;
    throw error;
  }
}
