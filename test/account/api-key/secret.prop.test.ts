import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ApiKeyId, accountOfApiKey, makeApiKeyId, Verifier } from '#schemas/account/api-key/state.ts';
import { AccountId } from '#schemas/primitives.ts';
import { newSecret, provesSecret } from '../../../functions/account/api-key/secret.ts';

describe('a secret', () => {
  const { secret, verifier } = newSecret(randomBytes);

  it('has 256 bits and a prefix that scanners know', () => {
    expect(secret).toMatch(/^cs_[A-Za-z0-9_-]{43}$/);
    expect(Verifier.parse(verifier)).toEqual(verifier);
  });

  it('is proven by itself alone', () => {
    expect(provesSecret(secret, verifier)).toBe(true);
    fc.assert(fc.property(fc.string(), (text) => !provesSecret(text, verifier)));
  });

  it('is not proven in another case, cut or with more', () => {
    for (const near of [secret.toUpperCase(), secret.slice(0, -1), `${secret}a`, ` ${secret}`, '']) {
      expect(provesSecret(near, verifier)).toBe(false);
    }
  });

  it('is never proven where there is no verifier', () => {
    fc.assert(fc.property(fc.string(), (text) => !provesSecret(text, undefined)));
  });

  it('is in no verifier, and no two keys have the same verifier, not even of one secret', () => {
    expect(JSON.stringify(verifier)).not.toContain(secret.slice(3));
    const fixed = (fill: number) => {
      const fills = [1, fill];
      return (count: number) => Buffer.alloc(count, fills.shift());
    };
    const [one, two] = [newSecret(fixed(2)), newSecret(fixed(3))];
    expect(one.secret).toBe(two.secret);
    expect(one.verifier.hash).not.toBe(two.verifier.hash);
  });
});

describe('the id of an API key', () => {
  const uuid = fc.uuid({ version: 4 });

  it('leads to its account', () => {
    fc.assert(
      fc.property(uuid, uuid, (account, own) => {
        const id = makeApiKeyId(AccountId.parse(account), own);
        expect(id).toMatch(/^ck_[A-Za-z0-9_-]{43}$/);
        expect(accountOfApiKey(id)).toBe(account);
      }),
    );
  });

  it('has one spelling', () => {
    fc.assert(
      fc.property(uuid, uuid, (account, own) => {
        const id = makeApiKeyId(AccountId.parse(account), own);
        const last = id.at(-1) ?? '';
        for (const other of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_') {
          if (other !== last) {
            const spelling = ApiKeyId.safeParse(`${id.slice(0, -1)}${other}`).data;
            if (spelling)
              expect(Buffer.from(spelling.slice(3), 'base64url')).not.toEqual(
                Buffer.from(id.slice(3), 'base64url'),
              );
          }
        }
      }),
    );
  });

  it('is not any text', () => {
    fc.assert(fc.property(fc.string(), (text) => !ApiKeyId.safeParse(text).success));
  });
});
