import { GetPublicKeyCommand, type KMSClient, SignCommand } from '@aws-sdk/client-kms';
import type { PublicJwk } from '#schemas/account/token/public-jwk.ts';
import { TerminalFailure } from '#schemas/errors.ts';
import { awsFailure } from '#shared/runtime/aws-failure.ts';
import { joseSignature } from './ecdsa-signature.ts';
import { publicJwk } from './public-key.ts';
import type { TokenSigner } from './token-signer.ts';

/**
 * Signs with a key (ECC_NIST_P256, SIGN_VERIFY) that never leaves KMS. The public half is asked for once; a failed try is not kept.
 * Needs kms:GetPublicKey, and kms:Sign for `sign` alone.
 */
export function createKmsSigner(kms: KMSClient, keyId: string): TokenSigner {
  let kept: Promise<PublicJwk> | undefined;
  return {
    publicKey() {
      kept ??= read(kms, keyId).catch((error: unknown) => {
        kept = undefined;
        throw error;
      });
      return kept;
    },
    async sign(input) {
      const { Signature } = await kms
        .send(
          new SignCommand({
            KeyId: keyId,
            Message: input,
            MessageType: 'RAW',
            SigningAlgorithm: 'ECDSA_SHA_256',
          }),
        )
        .catch((error: unknown) => {
          throw awsFailure(error, 'signing a token');
        });
      if (!Signature) throw new TerminalFailure('no-signature', 'KMS answered without a signature');
      return joseSignature(Signature);
    },
  };
}

async function read(kms: KMSClient, keyId: string): Promise<PublicJwk> {
  const { PublicKey } = await kms.send(new GetPublicKeyCommand({ KeyId: keyId })).catch((error: unknown) => {
    throw awsFailure(error, 'reading the public key of tokens');
  });
  if (!PublicKey) throw new TerminalFailure('no-public-key', 'KMS answered without a public key');
  return publicJwk(PublicKey);
}
