import { createPublicKey } from 'node:crypto';
import { calculateJwkThumbprint } from 'jose';
import { PublicJwk } from '#schemas/account/token/public-jwk.ts';

/**
 * A public key (DER, SPKI) as a JWK. Its `kid` is its thumbprint (RFC 7638): another key has another one, without anybody giving names.
 */
export async function publicJwk(spki: Uint8Array): Promise<PublicJwk> {
  const key = createPublicKey({ key: Buffer.from(spki), format: 'der', type: 'spki' });
  const jwk = key.export({ format: 'jwk' });
  return PublicJwk.parse({ ...jwk, use: 'sig', alg: 'ES256', kid: await calculateJwkThumbprint(jwk) });
}
