import { createPublicKey, verify } from 'node:crypto';
import { calculateJwkThumbprint } from 'jose';
import { expect, it } from 'vitest';
import { PublicJwk } from '#schemas/account/token/public-jwk.ts';
import type { TokenSigner } from '../../../functions/account/token/token-signer.ts';

export const proves = async (signer: TokenSigner, input: Uint8Array, signature: Uint8Array) => {
  const key = createPublicKey({ key: { ...(await signer.publicKey()) }, format: 'jwk' });
  return verify('sha256', input, { key, dsaEncoding: 'ieee-p1363' }, signature);
};

/** What every signer does, wherever its key is. */
export function conformance(create: () => TokenSigner): void {
  it('makes ES256 signatures, in 64 bytes, that its public key proves', async () => {
    const signer = create();
    for (const input of ['a', 'a.b', 'x'.repeat(4096)].map((text) => Buffer.from(text))) {
      const signature = await signer.sign(input);
      expect(signature).toHaveLength(64);
      expect(await proves(signer, input, signature)).toBe(true);
      expect(await proves(signer, Buffer.concat([input, Buffer.from('!')]), signature)).toBe(false);
    }
  });

  it('makes signatures that are well spelled, whatever their numbers begin with', async () => {
    const signer = create();
    const input = Buffer.from('text');
    // One in 128 signatures has a number that DER shortens, and every second one that it lengthens.
    const signatures = await Promise.all(Array.from({ length: 40 }, () => signer.sign(input)));
    for (const signature of signatures) expect(await proves(signer, input, signature)).toBe(true);
  });

  it('tells the same public key each time, named by its thumbprint and without its private half', async () => {
    const signer = create();
    const jwk = await signer.publicKey();
    expect(PublicJwk.parse(jwk)).toEqual(jwk);
    expect(await signer.publicKey()).toEqual(jwk);
    expect(jwk.kid).toBe(await calculateJwkThumbprint({ ...jwk }));
    expect(Object.keys(jwk)).not.toContain('d');
  });
}
