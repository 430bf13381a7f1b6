import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { createCursorKey } from '#shared/http/cursor-key.ts';
import { awsError } from '../../kit/aws-error.ts';

const secrets = mockClient(SecretsManagerClient);
const secret = 'a'.repeat(32);

describe('the key of cursors', () => {
  beforeEach(() => void secrets.reset());

  it('is read once, by name, however often it is needed', async () => {
    secrets.on(GetSecretValueCommand, { SecretId: 'chariot/dev/cursor' }).resolves({ SecretString: secret });
    const key = createCursorKey(new SecretsManagerClient({}), 'chariot/dev/cursor');
    const keys = await Promise.all([key(), key(), key()]);
    expect(keys.map((bytes) => Buffer.from(bytes).toString())).toEqual([secret, secret, secret]);
    expect(secrets.calls()).toHaveLength(1);
  });

  it('is asked for again after a failure, which says nothing of AWS', async () => {
    const busy = awsError('InternalServiceError');
    secrets.on(GetSecretValueCommand).rejectsOnce(busy).resolves({ SecretString: secret });
    const key = createCursorKey(new SecretsManagerClient({}), 'chariot/dev/cursor');
    await expect(key()).rejects.toMatchObject({ kind: 'transient' });
    expect(Buffer.from(await key()).toString()).toBe(secret);
  });

  it.each([undefined, '', 'short'])('is no key when the secret is %j', async (SecretString) => {
    secrets.on(GetSecretValueCommand).resolves(SecretString === undefined ? {} : { SecretString });
    const key = createCursorKey(new SecretsManagerClient({}), 'chariot/dev/cursor');
    await expect(key()).rejects.toMatchObject({ kind: 'terminal', code: 'invalid-cursor-key' });
  });
});
