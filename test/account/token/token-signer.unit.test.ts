import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { GetPublicKeyCommand, KMSClient, SignCommand } from '@aws-sdk/client-kms';
import { mockClient } from 'aws-sdk-client-mock';
import { describe, expect, it } from 'vitest';
import { TerminalFailure, TransientFailure } from '#schemas/errors.ts';
import { createKmsSigner } from '../../../functions/account/token/kms-signer.ts';
import { createLocalSigner } from '../../../functions/account/token/local-signer.ts';
import { awsError } from '../../kit/aws-error.ts';
import { conformance, proves } from './signer-conformance.ts';

/** What KMS does with a key of ours, as its documentation says: DER, SPKI, and SHA-256 over the message itself. */
function kmsWith({ privateKey, publicKey }: { privateKey: KeyObject; publicKey: KeyObject }) {
  const client = new KMSClient({ region: 'eu-central-1' });
  const kms = mockClient(client);
  const troubles: string[] = [];
  const mayFail = () => {
    const name = troubles.shift();
    if (name) throw awsError(name);
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

describe('a signer in KMS', () => conformance(() => kmsWith(pair()).signer));

describe('a signer in this process', () => conformance(createLocalSigner));

describe('two signers', () => {
  it('have a key each, and prove nothing of each other', async () => {
    const [one, other] = [kmsWith(pair()).signer, createLocalSigner()];
    const input = Buffer.from('text');
    expect((await one.publicKey()).kid).not.toBe((await other.publicKey()).kid);
    expect(await proves(other, input, await one.sign(input))).toBe(false);
  });
});

describe('KMS, as a signer,', () => {
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
