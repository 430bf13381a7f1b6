import { describe, expect, it } from 'vitest';
import { getAccount, getAccountHistory, listAccounts } from '#schemas/account/account/routes.ts';
import { listMembers } from '#schemas/account/membership/routes.ts';
import { Refusal } from '#schemas/errors.ts';
import { createInMemoryStore } from '#shared/event-store/in-memory.ts';
import { httpEvent } from '../../shared/http/events.ts';
import { ADA, BOB } from '../samples.ts';
import { peopledService } from '../tenants.ts';

const INPUT = { name: 'Acme', owner: 'Ada@Example.com', idempotencyKey: 'acme-1' };
const operation = { operation: 'CreateAccount', ...INPUT };

describe('CreateAccount, sent to the function itself', () => {
  it('makes an account whose owner gets in with the first key', async () => {
    const service = peopledService();
    const created = await service.createAccount({ ...INPUT, keyName: 'laptop' });
    expect(created).toEqual({
      accountId: expect.any(String),
      owner: ADA,
      apiKey: { id: expect.stringMatching(/^ck_/), secret: expect.stringMatching(/^cs_/) },
      secretShownBefore: false,
    });
    const token = await service.login({ id: created.apiKey.id, secret: created.apiKey.secret ?? '' });
    expect(await service.ok(getAccount, { token })).toMatchObject({
      account: created.accountId,
      name: 'Acme',
      owner: ADA,
      role: 'admin',
    });
    expect((await service.ok(listAccounts, { token })).items).toHaveLength(1);
    expect((await service.ok(listMembers, { token })).items).toMatchObject([{ email: ADA, role: 'admin' }]);
    const { items } = await service.ok(getAccountHistory, { token });
    expect(items[0]?.metadata).toMatchObject({ actor: 'operator:lambda-invoke', causation_id: 'lambda-1' });
  });

  it('repeated, makes nothing and shows no secret', async () => {
    const service = peopledService();
    const first = await service.createAccount(INPUT);
    expect(await service.createAccount(INPUT)).toEqual({
      accountId: first.accountId,
      owner: ADA,
      apiKey: { id: first.apiKey.id },
      secretShownBefore: true,
    });
  });

  it('with the same idempotency key and other input is refused, and registers nobody', async () => {
    const service = peopledService();
    await service.createAccount(INPUT);
    const other = service.createAccount({ ...INPUT, owner: BOB });
    await expect(other).rejects.toMatchObject({
      code: 'idempotency-mismatch',
      message: expect.stringContaining('idempotencyKey'),
    });
    const bob = await service.tenant(BOB);
    expect((await service.ok(listAccounts, { token: bob.token })).items).toHaveLength(1);
  });

  it('makes another account for the same owner under another idempotency key', async () => {
    const service = peopledService();
    const one = await service.tenant(ADA, 'One');
    const two = await service.tenant(ADA, 'Two');
    expect(two.account).not.toBe(one.account);
    const { items } = await service.ok(listAccounts, { token: one.token });
    expect(items.map(({ name }) => name).sort()).toEqual(['One', 'Two']);
  });

  it.each([1, 2, 3, 4, 5])(
    'goes on where it broke off, at write %i, and shows the secret that was never shown',
    async (broken) => {
      const store = createInMemoryStore();
      const service = peopledService({ store });
      const write = store.write.bind(store);
      let writes = 0;
      store.write = (next) => {
        writes += 1;
        return writes === broken ? Promise.reject(new Error('the function ended')) : write(next);
      };
      await expect(service.createAccount(INPUT)).rejects.toThrow('the function ended');
      const created = await service.createAccount(INPUT);
      expect(created.secretShownBefore).toBe(false);
      const token = await service.login({ id: created.apiKey.id, secret: created.apiKey.secret ?? '' });
      expect(await service.ok(getAccount, { token })).toMatchObject({ role: 'admin', admins: [ADA] });
      expect((await service.ok(listMembers, { token })).items).toHaveLength(1);
      expect((await service.ok(listAccounts, { token })).items).toHaveLength(1);
    },
  );

  it('takes five writes, one for each thing that it makes', async () => {
    const store = createInMemoryStore();
    const write = store.write.bind(store);
    const keys: string[] = [];
    store.write = (next) => {
      keys.push(next.stream.prefix);
      return write(next);
    };
    await peopledService({ store }).createAccount(INPUT);
    expect(keys).toEqual(['ACCOUNT', 'USER', 'ADMISSION', 'MEMBER', 'KEY']);
  });

  it.each([
    [{ ...operation, name: '' }, 'name'],
    [{ ...operation, owner: 'ada' }, 'owner'],
    [{ ...operation, idempotencyKey: undefined }, 'idempotencyKey'],
    [{ ...operation, email: ADA }, 'email'],
    [{ ...operation, operation: 'DropAccount' }, 'operation'],
    [{}, 'operation'],
  ])('refuses %j in words that name the field', async (event, field) => {
    const service = peopledService();
    const failure = await Promise.resolve(service.invoke(event)).then(
      () => undefined,
      (error: unknown) => error,
    );
    expect(failure).toBeInstanceOf(Refusal);
    expect(failure).toMatchObject({ code: 'invalid', message: expect.stringContaining(`${field}: `) });
  });

  it('logs the operation and never a secret', async () => {
    const service = peopledService();
    const { accountId, apiKey } = await service.createAccount(INPUT);
    expect(service.logged).toContainEqual({
      message: 'operation performed',
      fields: { operation: 'CreateAccount', account_id: accountId },
    });
    expect(JSON.stringify(service.logged)).not.toContain(apiKey.secret);
  });
});

describe('a request over HTTP', () => {
  it.each([
    ['in its body', { body: operation, path: '/account', method: 'PATCH' as const }],
    ['in its query', { query: 'operation=CreateAccount&name=Acme', path: '/token', method: 'POST' as const }],
    ['in its headers', { headers: { operation: 'CreateAccount' }, path: '/token', method: 'POST' as const }],
  ])('never is an operation, whatever it holds %s', async (_where, request) => {
    const service = peopledService();
    const result = await service.invoke(httpEvent({ ...request, authorizer: undefined }));
    expect(result).toMatchObject({ statusCode: expect.any(Number), headers: expect.any(Object) });
    expect((result as { statusCode: number }).statusCode).toBeGreaterThanOrEqual(400);
  });

  it('is not an operation even where the gateway’s own object had such fields', async () => {
    const service = peopledService();
    const result = await service.invoke({ ...httpEvent({ path: '/token', method: 'POST' }), ...operation });
    expect(result).toMatchObject({ statusCode: 400 });
  });
});
