import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { decodeProtectedHeader, SignJWT, UnsecuredJWT } from 'jose';
import { describe, expect, it } from 'vitest';
import { plusSeconds } from '#shared/runtime/clock.ts';
import { createLocalSigner } from '../../../functions/account/token/local-signer.ts';
import { issueToken, TOKEN_SECONDS, verifyToken } from '../../../functions/account/token/token.ts';
import { ACME, ADA, KEY_ID, NOON, OTHER } from '../samples.ts';
import { ISSUER } from '../service.ts';

const signer = createLocalSigner();
const key = { id: KEY_ID, user: ADA, role: 'analyst', expires: '2026-02-01T00:00:00.000Z' } as const;
const request = { issuer: ISSUER, account: ACME, key, now: NOON, tokenId: 'token-1' };
const { token, expiresIn } = await issueToken(signer, request);
const part = (at: number) =>
  JSON.parse(Buffer.from(token.split('.')[at] ?? '', 'base64url').toString('utf8'));

/** A token with these header and claims, signed by our own key. */
async function forged(header: object, claims: object) {
  const encoded = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const input = `${encoded(header)}.${encoded(claims)}`;
  return `${input}.${Buffer.from(await signer.sign(Buffer.from(input))).toString('base64url')}`;
}

describe('a token', () => {
  it('names its issuer, its bearer, the API, the key with its ceiling, and its end', async () => {
    expect(decodeProtectedHeader(token)).toEqual({
      alg: 'ES256',
      typ: 'JWT',
      kid: (await signer.publicKey()).kid,
    });
    const iat = Date.parse(NOON) / 1000;
    expect(part(1)).toEqual({
      iss: ISSUER,
      sub: ADA,
      aud: 'chariot-api',
      account: ACME,
      key: KEY_ID,
      role: 'analyst',
      iat,
      exp: iat + TOKEN_SECONDS,
      jti: 'token-1',
    });
    expect(expiresIn).toBe(900);
  });

  it('is good until it ends', async () => {
    expect(await verifyToken(signer, token, ISSUER, NOON)).toEqual(part(1));
    expect(await verifyToken(signer, token, ISSUER, plusSeconds(NOON, 899))).toBeDefined();
    expect(await verifyToken(signer, token, ISSUER, plusSeconds(NOON, 900))).toBeUndefined();
  });

  it('ends no later than its key', async () => {
    const short = await issueToken(signer, { ...request, key: { ...key, expires: plusSeconds(NOON, 60) } });
    expect(short.expiresIn).toBe(60);
    expect(await verifyToken(signer, short.token, ISSUER, plusSeconds(NOON, 61))).toBeUndefined();
  });

  it('of another key, issuer or audience is not good', async () => {
    expect(await verifyToken(createLocalSigner(), token, ISSUER, NOON)).toBeUndefined();
    expect(await verifyToken(signer, token, 'https://evil.example.com', NOON)).toBeUndefined();
    const header = part(0);
    expect(await verifyToken(signer, await forged(header, part(1)), ISSUER, NOON)).toBeDefined();
    expect(
      await verifyToken(signer, await forged(header, { ...part(1), aud: 'other' }), ISSUER, NOON),
    ).toBeUndefined();
  });

  it.each(['sub', 'account', 'key', 'role', 'exp', 'iat', 'jti'])('without %s is not good', async (claim) => {
    const { [claim]: _gone, ...claims } = part(1);
    expect(await verifyToken(signer, await forged(part(0), claims), ISSUER, NOON)).toBeUndefined();
  });

  it('is not good without a signature, or with one of another algorithm', async () => {
    const claims = { ...part(1) };
    const unsigned = new UnsecuredJWT(claims).encode();
    // The classic confusion: our public key, which everybody knows, as the secret of an HMAC.
    const publicBytes = createHash('sha256')
      .update(JSON.stringify(await signer.publicKey()))
      .digest();
    const { kid } = await signer.publicKey();
    const hmac = await new SignJWT(claims)
      .setProtectedHeader({ alg: 'HS256', typ: 'JWT', kid })
      .sign(publicBytes);
    for (const text of [unsigned, hmac, await forged({ ...part(0), alg: 'none' }, claims)]) {
      expect(await verifyToken(signer, text, ISSUER, NOON)).toBeUndefined();
    }
  });

  it('is not good with anything changed', async () => {
    const [header = '', claims = '', signature = ''] = token.split('.');
    const other = Buffer.from(JSON.stringify({ ...part(1), account: OTHER })).toString('base64url');
    const flipped = `${signature.startsWith('A') ? 'B' : 'A'}${signature.slice(1)}`;
    for (const text of [
      `${header}.${other}.${signature}`,
      `${header}.${claims}.${flipped}`,
      `${header}.${claims}.`,
      `${header}.${claims}`,
      `${token}.x`,
    ]) {
      expect(await verifyToken(signer, text, ISSUER, NOON)).toBeUndefined();
    }
  });

  it('is not any text', async () => {
    const segment = fc.oneof(
      fc.base64String(),
      fc.string(),
      fc.json().map((json) => Buffer.from(json).toString('base64url')),
    );
    const text = fc.oneof(
      fc.string(),
      fc.array(segment, { minLength: 2, maxLength: 4 }).map((parts) => parts.join('.')),
    );
    await fc.assert(
      fc.asyncProperty(text, async (given) => (await verifyToken(signer, given, ISSUER, NOON)) === undefined),
      { numRuns: 300 },
    );
  });

  it('is not blamed where the key cannot be read', async () => {
    const broken = { publicKey: () => Promise.reject(new Error('KMS is away')) };
    await expect(verifyToken(broken, token, ISSUER, NOON)).rejects.toThrow('KMS is away');
  });
});
