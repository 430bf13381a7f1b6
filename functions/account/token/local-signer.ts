import { generateKeyPairSync, sign } from 'node:crypto';
import { publicJwk } from './public-key.ts';
import type { TokenSigner } from './token-signer.ts';

/** Signs with a key that is made here and dies with the process: for tests, under the same conformance suite as the one in KMS. */
export function createLocalSigner(): TokenSigner {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const jwk = publicJwk(publicKey.export({ format: 'der', type: 'spki' }));
  return {
    publicKey: () => jwk,
    sign: async (input) => sign('sha256', input, { key: privateKey, dsaEncoding: 'ieee-p1363' }),
  };
}
