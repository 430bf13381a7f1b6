import { beforeEach, describe, expect, it } from 'vitest';
import { getAccount, getAccountHistory, updateAccount } from '#schemas/account/account/routes.ts';
import { createKey, getKey, getKeyHistory, listKeys, revokeKey } from '#schemas/account/api-key/routes.ts';
import { addMember } from '#schemas/account/membership/routes.ts';
import { idOf } from '#schemas/id.ts';
import { ADA, BOB, KEY } from '../samples.ts';
import { peopledService, type Tenant } from '../tenants.ts';

let service: ReturnType<typeof peopledService>;
let ada: Tenant;

beforeEach(async () => {
  service = peopledService();
  ada = await service.tenant(ADA);
});

const make = (body: object, headers = {}) => service.call(createKey, { token: ada.token, body, headers });

describe('API keys', () => {
  it('are made for the caller, at most with the role of the caller, and open their account', async () => {
    const made = await service.ok(createKey, {
      token: ada.token,
      body: { name: ' nightly ', role: 'analyst', expires: '2026-01-06T00:00:00Z' },
    });
    expect(made).toMatchObject({ version: 1, expires: '2026-01-06T00:00:00.000Z' });
    const view = await service.ok(getKey, { token: ada.token, id: made.id });
    expect(view).toEqual({
      id: made.id,
      key: made.key,
      version: 1,
      keyId: made.apiKey.id,
      name: 'nightly',
      user: ADA,
      role: 'analyst',
      status: 'active',
      created: service.at(),
      expires: '2026-01-06T00:00:00.000Z',
    });
    const token = await service.login(made.apiKey);
    expect(await service.ok(getAccount, { token })).toMatchObject({ role: 'analyst', account: ada.account });
  });

  it('show their secret once: a repeat is told so, another body is another thing', async () => {
    const once = { 'idempotency-key': 'once' };
    expect(await make({ name: 'one' }, once)).toMatchObject({ status: 201 });
    const repeat = await make({ name: 'one' }, once);
    expect(repeat).toMatchObject({ status: 409, code: 'secret-shown-once' });
    expect(await make({ name: 'two' }, once)).toMatchObject({ status: 422, code: 'idempotency-mismatch' });
    const { items } = await service.ok(listKeys, { token: ada.token });
    expect(items.map(({ name }) => name).sort()).toEqual(['first key', 'one']);
  });

  it('are two where no Idempotency-Key says that they are one', async () => {
    const [one, two] = [
      await service.ok(createKey, { token: ada.token, body: { name: 'x' } }),
      await service.ok(createKey, { token: ada.token, body: { name: 'x' } }),
    ];
    expect(one.apiKey.id).not.toBe(two.apiKey.id);
    expect(one.apiKey.secret).not.toBe(two.apiKey.secret);
  });

  it.each([
    [{}, 'body.name'],
    [{ name: ' ' }, 'body.name'],
    [{ name: 'x', role: 'root' }, 'body.role'],
    [{ name: 'x', expires: 'tomorrow' }, 'body.expires'],
    [{ name: 'x', expires: '2026-01-05T11:00:00Z' }, 'body.expires'],
    [{ name: 'x', expires: '2028-01-01T00:00:00Z' }, 'body.expires'],
    [{ name: 'x', user: BOB }, 'body.user'],
  ])('are refused as %j, naming the field', async (body, path) => {
    expect(await make(body)).toMatchObject({
      status: 400,
      body: { errors: [expect.objectContaining({ path })] },
    });
  });

  it('are revoked once, and listed by status, newest first', async () => {
    service.pass(1);
    const old = await service.ok(createKey, { token: ada.token, body: { name: 'old' } });
    service.pass(1);
    await service.ok(createKey, { token: ada.token, body: { name: 'new' } });
    expect(await service.ok(revokeKey, { token: ada.token, id: old.id })).toMatchObject({ version: 2 });
    expect(await service.ok(revokeKey, { token: ada.token, id: old.id })).toMatchObject({ version: 2 });
    const named = async (query?: string) =>
      (await service.ok(listKeys, { token: ada.token, ...(query !== undefined && { query }) })).items.map(
        ({ name }) => name,
      );
    expect(await named()).toEqual(['new', 'old', 'first key']);
    expect(await named('status=active')).toEqual(['new', 'first key']);
    expect(await named('status=revoked')).toEqual(['old']);
    expect(await service.call(listKeys, { token: ada.token, query: 'status=gone' })).toMatchObject({
      status: 400,
    });
  });

  it('show no verifier, not in their history either', async () => {
    const made = await service.ok(createKey, { token: ada.token, body: { name: 'x' } });
    const asked = { token: ada.token, id: made.id };
    const history = await service.ok(getKeyHistory, asked);
    expect(history.items).toEqual([
      expect.objectContaining({
        event_type: 'ApiKeyCreated',
        event_data: expect.objectContaining({ name: 'x' }),
      }),
    ]);
    const shown = JSON.stringify([
      history,
      await service.ok(getKey, asked),
      await service.ok(listKeys, asked),
    ]);
    expect(shown).not.toMatch(/verifier|salt|hash/);
    expect(shown).not.toContain(made.apiKey.secret);
  });

  it('of another tenant are answered like keys that are not there', async () => {
    const bob = await service.tenant(BOB);
    const made = await service.ok(createKey, { token: bob.token, body: { name: 'x' } });
    for (const contract of [getKey, revokeKey, getKeyHistory]) {
      const foreign = await service.call(contract, { token: ada.token, id: made.id });
      const missing = await service.call(contract, { token: ada.token, id: idOf(KEY) });
      const nonsense = await service.call(contract, { token: ada.token, id: 'nonsense' });
      for (const answer of [foreign, missing, nonsense])
        expect(answer).toMatchObject({ status: 404, code: 'not-found' });
    }
    expect(await service.ok(getKey, { token: bob.token, id: made.id })).toMatchObject({ status: 'active' });
  });

  it('of an admin who is a guest act for them, under that account', async () => {
    const bob = await service.tenant(BOB);
    await service.ok(addMember, { token: ada.token, body: { email: BOB, role: 'admin' } });
    const made = await service.ok(createKey, {
      token: bob.token,
      account: ada.account,
      body: { name: 'guest' },
    });
    const token = await service.login(made.apiKey);
    expect(await service.ok(getAccount, { token })).toMatchObject({ account: ada.account, role: 'admin' });
    const { items } = await service.ok(listKeys, { token: ada.token });
    expect(items.find(({ name }) => name === 'guest')).toMatchObject({ user: BOB });
  });
});

describe('the account', () => {
  it('shows the role of the caller in it, and is renamed', async () => {
    const before = await service.call(getAccount, { token: ada.token });
    expect(before.headers.etag).toBe('"1"');
    expect(before.body).toMatchObject({
      account: ada.account,
      key: `#account#${ada.account}`,
      owner: ADA,
      admins: [ADA],
      role: 'admin',
      permissions: expect.arrayContaining(['read', 'manage_accounts']),
    });
    const rename = (name: string, headers = {}) =>
      service.call(updateAccount, { token: ada.token, body: { name }, headers });
    expect(await rename('Acme', { 'if-match': '"1"' })).toMatchObject({ status: 200, body: { version: 2 } });
    expect(await rename('Other', { 'if-match': '"1"' })).toMatchObject({ status: 412 });
    expect(await service.ok(getAccount, { token: ada.token })).toMatchObject({ name: 'Acme', version: 2 });
    const { items } = await service.ok(getAccountHistory, { token: ada.token, query: 'limit=1' });
    expect(items.map(({ event_type }) => event_type)).toEqual(['AccountCreated']);
  });

  it('has a history in pages, whose cursor is good for it alone', async () => {
    await service.ok(updateAccount, { token: ada.token, body: { name: 'Acme' } });
    const first = await service.ok(getAccountHistory, { token: ada.token, query: 'limit=1' });
    const query = `limit=1&cursor=${first.cursor}`;
    const second = await service.ok(getAccountHistory, { token: ada.token, query });
    expect(second.items.map(({ event_type }) => event_type)).toEqual(['AccountRenamed']);
    expect(second.cursor).toBeUndefined();
    const bob = await service.tenant(BOB);
    expect(await service.call(getAccountHistory, { token: bob.token, query })).toMatchObject({ status: 400 });
  });
});
