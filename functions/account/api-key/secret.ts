import { createHash, timingSafeEqual } from 'node:crypto';
import type { Verifier } from '#schemas/account/api-key/state.ts';

/** Gives as many random bytes as are asked for; an argument, so that a simulator can own chance. */
export type RandomBytes = (count: number) => Uint8Array;

const SECRET_BYTES = 32;
const SALT_BYTES = 16;

/** Begins every secret, so that scanners of repositories and logs recognise one that leaked. */
const PREFIX = 'cs_';

const base64url = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url');

/**
 * One SHA-256 and no slow function: those are for passwords, which people choose and others guess. A secret of 256
 * random bits cannot be guessed, however fast each guess is. A slow function would only slow down every token and let
 * a caller burn our time. The salt keeps two verifiers from showing whether they belong to one secret.
 */
const hashOf = (salt: string, secret: string): Buffer =>
  createHash('sha256').update(Buffer.from(salt, 'base64url')).update(secret, 'utf8').digest();

/** A new secret, which is shown once and kept nowhere, and the hash that will prove it. */
export function newSecret(random: RandomBytes): { readonly secret: string; readonly verifier: Verifier } {
  const secret = `${PREFIX}${base64url(random(SECRET_BYTES))}`;
  const salt = base64url(random(SALT_BYTES));
  return { secret, verifier: { salt, hash: base64url(hashOf(salt, secret)) } };
}

/** Proves no secret: 32 zero bytes are the hash of nothing that anyone knows. Stands in for keys that do not exist. */
const DECOY: Verifier = { salt: 'A'.repeat(22), hash: 'A'.repeat(43) };

/** Whether `secret` is the one behind `verifier`. Takes the same work whether it is, is not, or there is no verifier. */
export function provesSecret(secret: string, verifier: Verifier | undefined): boolean {
  const { salt, hash } = verifier ?? DECOY;
  const same = timingSafeEqual(hashOf(salt, secret), Buffer.from(hash, 'base64url'));
  return same && verifier !== undefined;
}
