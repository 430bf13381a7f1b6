import { generateKeyPairSync, sign, verify } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TerminalFailure } from '#schemas/errors.ts';
import { derSignature, joseSignature } from '../../../functions/account/token/ecdsa-signature.ts';

const number = fc.uint8Array({ minLength: 32, maxLength: 32 });
const jose = fc.tuple(number, number).map(([r, s]) => Uint8Array.from([...r, ...s]));

const refused = (der: Uint8Array) => {
  try {
    joseSignature(der);
  } catch (error) {
    return error instanceof TerminalFailure && error.code === 'unreadable-signature';
  }
  return false;
};

describe('a signature', () => {
  it('is the same after DER and back', () => {
    fc.assert(
      fc.property(jose, (signature) => {
        expect(Buffer.from(joseSignature(derSignature(signature)))).toEqual(Buffer.from(signature));
      }),
    );
  });

  it('keeps its numbers’ leading zeros and first bits', () => {
    const short = Uint8Array.from([...Buffer.alloc(31), 1, 0x80, ...Buffer.alloc(31)]);
    expect(Buffer.from(derSignature(short)).toString('hex')).toBe(
      `3026020101022100${'80'}${'00'.repeat(31)}`,
    );
    expect(Buffer.from(joseSignature(derSignature(short)))).toEqual(Buffer.from(short));
  });

  it('in DER, of OpenSSL, is one that a verifier of JOSE signatures takes', () => {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    fc.assert(
      fc.property(fc.uint8Array(), (input) => {
        const der = sign('sha256', input, privateKey);
        const signature = joseSignature(der);
        expect(signature).toHaveLength(64);
        expect(verify('sha256', input, { key: publicKey, dsaEncoding: 'ieee-p1363' }, signature)).toBe(true);
        expect(verify('sha256', input, publicKey, derSignature(signature))).toBe(true);
      }),
      { numRuns: 200 },
    );
  });

  it('that is cut short or goes on is refused', () => {
    fc.assert(
      fc.property(jose, fc.nat({ max: 71 }), fc.uint8Array({ minLength: 1 }), (signature, length, more) => {
        const der = derSignature(signature);
        fc.pre(length < der.length);
        expect(refused(der.subarray(0, length))).toBe(true);
        expect(refused(Uint8Array.from([...der, ...more]))).toBe(true);
      }),
    );
  });

  it('is not made of any bytes: they are refused, or are one in one spelling', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => {
        if (!refused(bytes)) expect(joseSignature(bytes)).toHaveLength(64);
      }),
    );
  });

  it('of another curve is refused', () => {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-384' });
    expect(refused(sign('sha384', Buffer.from('text'), privateKey))).toBe(true);
  });
});
