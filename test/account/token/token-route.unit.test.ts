import { beforeEach, describe, expect, it } from 'vitest';
import { createKey, revokeKey } from '#schemas/account/api-key/routes.ts';
import { API_KEY_KEY_PREFIX, makeApiKeyId } from '#schemas/account/api-key/state.ts';
import { createToken, getTokenKeys } from '#schemas/account/token/routes.ts';
import { idOf } from '#schemas/id.ts';
import { AccountId } from '#schemas/primitives.ts';
import { historyOf, loadAggregate } from '#shared/aggregate/history.ts';
import { ApiKey } from '../../../functions/account/api-key/domain/api-key.ts';
import { verifyToken } from '../../../functions/account/token/token.ts';
import { ADA, BOB, OTHER } from '../samples.ts';
import { ISSUER } from '../service.ts';
import { peopledService, type Tenant } from '../tenants.ts';

let service: ReturnType<typeof peopledService>;
let ada: Tenant;

beforeEach(async () => {
  service = peopledService();
  ada = await service.tenant(ADA);
});

const keyOfAda = () => `${API_KEY_KEY_PREFIX}${ada.apiKey.id}`;
const eventsOfKey = async (): Promise<string[]> => {
  const history = await historyOf(service.store, ApiKey, AccountId.parse(ada.account), keyOfAda());
  return (history?.events ?? []).map(({ event_type }) => event_type);
};

describe('POST /token', () => {
  it('gives a token for an API key, and says whose account is meant', async () => {
    const answer = await service.ok(createToken, { body: ada.apiKey });
    expect(answer).toMatchObject({ expiresIn: 900, account: ada.account });
    const [key] = (await service.ok(getTokenKeys)).keys;
    const claims = await verifyToken({ publicKey: async () => key! }, answer.token, ISSUER, service.at());
    expect(claims).toMatchObject({ sub: ADA, account: ada.account, key: ada.apiKey.id, role: 'admin' });
  });

  it('may not be kept by any cache', async () => {
    const { headers } = await service.call(createToken, { body: ada.apiKey });
    expect(headers['cache-control']).toBe('no-store');
  });

  it('answers every bad credential alike', async () => {
    const expiring = await service.ok(createKey, {
      token: ada.token,
      body: { name: 'short', expires: '2026-01-05T12:05:00Z' },
    });
    const revoked = await service.ok(createKey, { token: ada.token, body: { name: 'revoked' } });
    await service.ok(revokeKey, { token: ada.token, id: revoked.id });
    service.pass(300);
    const bob = await service.tenant(BOB);
    const foreign = makeApiKeyId(OTHER, '11111111-2222-4333-8444-555555555555');
    const bad = {
      'wrong secret': { ...ada.apiKey, secret: 'cs_wrong' },
      'another key’s secret': { ...ada.apiKey, secret: bob.apiKey.secret },
      'unknown id': { ...ada.apiKey, id: makeApiKeyId(AccountId.parse(ada.account), OTHER) },
      'id of an unknown account': { ...ada.apiKey, id: foreign },
      'text that is no id': { ...ada.apiKey, id: 'admin' },
      'id in URLs': { ...ada.apiKey, id: idOf(keyOfAda()) },
      expired: expiring.apiKey,
      revoked: revoked.apiKey,
    };
    for (const [why, body] of Object.entries(bad)) {
      const answer = await service.call(createToken, { body });
      expect({ why, ...answer, body: undefined }).toMatchObject({
        why,
        status: 401,
        code: 'invalid-credentials',
      });
      const { correlationId: _, ...problem } = answer.body as Record<string, unknown>;
      expect(problem).toEqual({
        type: expect.any(String),
        title: expect.any(String),
        status: 401,
        code: 'invalid-credentials',
        detail: 'There is no usable API key with this id and secret.',
      });
    }
  });

  it('does the same reads for every bad credential', async () => {
    let loads = 0;
    const load = service.store.load.bind(service.store);
    service.store.load = (stream) => {
      loads += 1;
      return load(stream);
    };
    for (const id of [ada.apiKey.id, 'admin', makeApiKeyId(OTHER, OTHER)]) {
      loads = 0;
      await service.call(createToken, { body: { id, secret: 'cs_wrong' } });
      expect(loads).toBe(1);
    }
  });

  it.each([{}, { id: 'x' }, { secret: 'x' }, { id: 7, secret: 'x' }, { id: 'x', secret: 'y', account: 'z' }])(
    'names what is wrong with %j',
    async (body) => {
      expect(await service.call(createToken, { body })).toMatchObject({ status: 400, code: 'invalid' });
    },
  );

  it('notes the use of a key, at most once an hour', async () => {
    expect(await eventsOfKey()).toEqual(['ApiKeyCreated', 'ApiKeyUsed']);
    await service.login(ada.apiKey);
    expect(await eventsOfKey()).toHaveLength(2);
    service.pass(3600);
    await service.login(ada.apiKey);
    expect(await eventsOfKey()).toEqual(['ApiKeyCreated', 'ApiKeyUsed', 'ApiKeyUsed']);
    const loaded = await loadAggregate(service.store, ApiKey, AccountId.parse(ada.account), keyOfAda());
    expect(loaded?.state.lastUsed).toBe(service.at());
  });

  it('does not note a use that did not happen', async () => {
    service.pass(3600);
    await service.call(createToken, { body: { ...ada.apiKey, secret: 'cs_wrong' } });
    expect(await eventsOfKey()).toHaveLength(2);
  });

  it('gives the token even where its use cannot be noted, and logs why', async () => {
    service.pass(3600);
    service.store.write = () => Promise.reject(new Error('throttled'));
    expect(await service.call(createToken, { body: ada.apiKey })).toMatchObject({ status: 200 });
    expect(service.logged).toContainEqual({
      message: 'use of a key not noted',
      fields: { key_id: ada.apiKey.id, error: expect.objectContaining({ message: 'throttled' }) },
    });
  });

  it('leaves no secret in logs, events or states', async () => {
    await service.call(createToken, { body: { ...ada.apiKey, id: 'admin' } });
    const stored = await service.store.load({
      accountId: AccountId.parse(ada.account),
      prefix: ApiKey.prefix,
      shards: ApiKey.shards,
      key: keyOfAda(),
    });
    const everything = JSON.stringify([service.logged, stored]);
    expect(everything).toContain(ada.apiKey.id);
    expect(everything).not.toContain(ada.apiKey.secret);
    expect(everything).not.toContain(ada.apiKey.secret.slice(3));
  });
});

describe('GET /.well-known/jwks.json', () => {
  it('lists the public key, for anybody and any cache', async () => {
    const { status, body, headers } = await service.call(getTokenKeys);
    expect(status).toBe(200);
    expect(body).toEqual({ keys: [expect.objectContaining({ kty: 'EC', alg: 'ES256', use: 'sig' })] });
    expect(headers['cache-control']).toContain('public');
  });
});
