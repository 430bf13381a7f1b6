import { GetSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { TerminalFailure } from '#schemas/errors.ts';
import { awsFailure } from '#shared/runtime/aws-failure.ts';
import type { CursorKey } from './cursor.ts';

/** Shorter keys could be guessed. */
const MIN_KEY_BYTES = 32;

/**
 * The key of cursors, read from Secrets Manager on first use and kept while the function lives; a failed read is tried again next time.
 * After a rotation cursors that are under way are refused, and the client starts over.
 *
 * @throws TransientFailure, or TerminalFailure `invalid-cursor-key` where the secret is no key
 */
export function createCursorKey(secrets: SecretsManagerClient, name: string): CursorKey {
  let kept: Promise<Uint8Array> | undefined;
  return () => {
    kept ??= read(secrets, name).catch((error: unknown) => {
      kept = undefined;
      throw error;
    });
    return kept;
  };
}

async function read(secrets: SecretsManagerClient, name: string): Promise<Uint8Array> {
  const { SecretString } = await secrets
    .send(new GetSecretValueCommand({ SecretId: name }))
    .catch((error: unknown) => {
      throw awsFailure(error, 'reading the key of cursors');
    });
  const key = new TextEncoder().encode(SecretString ?? '');
  if (key.byteLength < MIN_KEY_BYTES) {
    throw new TerminalFailure(
      'invalid-cursor-key',
      `the secret must hold at least ${MIN_KEY_BYTES} bytes of text`,
    );
  }
  return key;
}
