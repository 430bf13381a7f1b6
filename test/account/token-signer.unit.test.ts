import { createPublicKey, generateKeyPairSync, type KeyObject, sign, verify } from 'node:crypto';
import { GetPublicKeyCommand, KMSClient, SignCommand } from '@aws-sdk/client-kms';
import { mockClient } from 'aws-sdk-client-mock';
import { calculateJwkThumbprint } from 'jose';
import { describe, expect, it } from 'vitest';
import { createKmsSigner } from '../../functions/account/token/kms-signer.ts';
import { createLocalSigner } from '../../functions/account/token/local-signer.ts';
import type { TokenSigner } from '../../functions/account/token/token-signer.ts';
import { PublicJwk } from '../../schemas/account/public-jwk.ts';
import { TerminalFailure, TransientFailure } from '../../schemas/errors.ts';

/** What KMS does with a key of ours, as its documentation says: DER, SPKI, and SHA-256 over the message itself. */
function kmsWith({ privateKey, publicKey }: { privateKey: KeyObject; publicKey: KeyObject }) {
  const client = new KMSClient({ region: 'eu-central-1' });
  const kms = mockClient(client);
  const troubles: string[] = [];
  const mayFail = () => {
    const name = troubles.shift();
    if (name) throw Object.assign(new Error(name), { name });
  };
  kms.on(GetPublicKeyCommand).callsFake(async () => {
    mayFail();
    return { PublicKey: publicKey.export({ format: 'der', type: 'spki' }) };
  });
  kms.on(SignCommand).callsFake(async ({ Message, MessageType, SigningAlgorithm }) => {
    if (MessageType !== 'RAW' || SigningAlgorithm !== 'ECDSA_SHA_256' || Message.length > 4096) {
      troubles.push('ValidationException');
    }
    mayFail();
    return { Signature: sign('sha256', Message, privateKey) };
  });
  return { kms, troubles, signer: createKmsSigner(client, 'key-1') };
}

const pair = () => generateKeyPairSync('ec', { namedCurve: 'P-256' });

const signers: readonly [string, () => TokenSigner][] = [
  ['in KMS', () => kmsWith(pair()).signer],
  ['in this process', createLocalSigner],
];

describe.each(signers)('a signer %s', (_where, create) => {
  const verified = async (signer: TokenSigner, input: Uint8Array, signature: Uint8Array) => {
    const key = createPublicKey({ key: { ...(await signer.publicKey()) }, format: 'jwk' });
    return verify('sha256', input, { key, dsaEncoding: 'ieee-p1363' }, signature);
  };

  it('makes ES256 signatures, in 64 bytes, that its public key proves', async () => {
    const signer = create();
    for (const input of ['', 'a.b', 'x'.repeat(4096)].map((text) => Buffer.from(text))) {
      const signature = await signer.sign(input);
      expect(signature).toHaveLength(64);
      expect(await verified(signer, input, signature)).toBe(true);
      expect(await verified(signer, Buffer.concat([input, Buffer.from('!')]), signature)).toBe(false);
    }
  });

  it('tells the same public key each time, named by its thumbprint and without its private half', async () => {
    const signer = create();
    const jwk = await signer.publicKey();
    expect(PublicJwk.parse(jwk)).toEqual(jwk);
    expect(await signer.publicKey()).toEqual(jwk);
    expect(jwk.kid).toBe(await calculateJwkThumbprint({ ...jwk }));
    expect(Object.keys(jwk)).not.toContain('d');
  });

  it('has a key of its own', async () => {
    const [one, other] = [create(), create()];
    const input = Buffer.from('text');
    expect((await one.publicKey()).kid).not.toBe((await other.publicKey()).kid);
    expect(await verified(other, input, await one.sign(input))).toBe(false);
  });
});

describe('a signer in KMS', () => {
  it('asks for the public key once, for all who ask', async () => {
    const { kms, signer } = kmsWith(pair());
    await Promise.all([signer.publicKey(), signer.publicKey()]);
    await signer.publicKey();
    expect(kms.commandCalls(GetPublicKeyCommand)).toHaveLength(1);
  });

  it('asks again after it was not told', async () => {
    const { troubles, signer } = kmsWith(pair());
    troubles.push('ThrottlingException');
    await expect(signer.publicKey()).rejects.toBeInstanceOf(TransientFailure);
    expect((await signer.publicKey()).kty).toBe('EC');
  });

  it('tells a passing trouble from a lasting one', async () => {
    const { kms, troubles, signer } = kmsWith(pair());
    troubles.push('KMSInternalException');
    await expect(signer.sign(Buffer.from('text'))).rejects.toBeInstanceOf(TransientFailure);
    await expect(signer.sign(Buffer.alloc(4097))).rejects.toBeInstanceOf(TerminalFailure);
    kms.on(SignCommand).resolves({});
    await expect(signer.sign(Buffer.from('text'))).rejects.toMatchObject({ code: 'no-signature' });
    kms.on(GetPublicKeyCommand).resolves({});
    await expect(signer.publicKey()).rejects.toMatchObject({ code: 'no-public-key' });
  });
});
