import { beforeEach, describe, expect, it } from 'vitest';
import { accountKey } from '#schemas/account/account/state.ts';
import { revokeKey } from '#schemas/account/api-key/routes.ts';
import { makeApiKeyId } from '#schemas/account/api-key/state.ts';
import { addMember, changeRole, listMembers, removeMember } from '#schemas/account/membership/routes.ts';
import { memberKey } from '#schemas/account/membership/state.ts';
import { TransientFailure } from '#schemas/errors.ts';
import { idOf } from '#schemas/id.ts';
import { CommandId, CorrelationId } from '#schemas/primitives.ts';
import { PLATFORM_ACCOUNT, USER_DIRECTORY } from '#schemas/reserved-accounts.ts';
import { execute } from '#shared/aggregate/execute.ts';
import { OPERATOR } from '#shared/operation/operation.ts';
import { Account } from '../../../functions/account/account/domain/account.ts';
import { GRANT_SECONDS } from '../../../functions/account/token/grants.ts';
import { createLocalSigner } from '../../../functions/account/token/local-signer.ts';
import { issueToken } from '../../../functions/account/token/token.ts';
import { ADA, BOB } from '../samples.ts';
import { ISSUER } from '../service.ts';
import { peopledService, type Tenant } from '../tenants.ts';

const ANALYST = 'read write_assets write_jobs write_files conversation_ai';
const NOWHERE = 'aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee';
const bobId = idOf(memberKey(BOB));

let service: ReturnType<typeof peopledService>;
let ada: Tenant;
let bob: Tenant;

beforeEach(async () => {
  service = peopledService();
  ada = await service.tenant(ADA);
  bob = await service.tenant(BOB);
  // Bob may enter Ada's account, as an analyst; Ada may not enter Bob's.
  await service.ok(addMember, { token: ada.token, body: { email: BOB, role: 'analyst' } });
});

const decided = async (token: string | undefined, account?: string) =>
  (await service.authorize(token, account)).context;

describe('the authorizer', () => {
  it('always says authorised, and leaves it to the outcome, for the gateway knows no 401', async () => {
    expect((await service.authorize(undefined)).isAuthorized).toBe(true);
    expect((await service.authorize(ada.token)).isAuthorized).toBe(true);
  });

  it('gives an owner all permissions in their own account, without being asked for one', async () => {
    expect(await decided(ada.token)).toEqual({
      outcome: 'granted',
      accountId: ada.account,
      keyId: ada.apiKey.id,
      actor: `user:${ADA}`,
      role: 'admin',
      permissions: `${ANALYST} manage_accounts manage_settings manage_integrations`,
    });
  });

  it('gives one token, used for two accounts in turn, each its own, at once', async () => {
    for (let turn = 0; turn < 3; turn += 1) {
      expect(await decided(bob.token, bob.account)).toMatchObject({ accountId: bob.account, role: 'admin' });
      expect(await decided(bob.token, ada.account)).toMatchObject({
        accountId: ada.account,
        role: 'analyst',
      });
      expect(await decided(bob.token)).toMatchObject({ accountId: bob.account, role: 'admin' });
    }
  });

  it('takes the account in capitals, too', async () => {
    expect(await decided(bob.token, ada.account.toUpperCase())).toMatchObject({ accountId: ada.account });
    expect(await decided(bob.token, ada.account)).toMatchObject({ accountId: ada.account });
    const lookups = service.logged.filter(
      ({ fields }) => fields.account_id === ada.account && fields.role === 'analyst',
    );
    expect(lookups).toHaveLength(1);
  });

  it('limits a role by the ceiling of the key, in every account', async () => {
    const readonly = await service.tokenWith(bob, 'readonly');
    expect(await decided(readonly)).toMatchObject({ role: 'readonly', permissions: 'read' });
    expect(await decided(readonly, ada.account)).toMatchObject({ role: 'readonly', permissions: 'read' });
    const analyst = await service.tokenWith(bob, 'analyst');
    expect(await decided(analyst)).toMatchObject({ role: 'analyst', permissions: ANALYST });
  });

  it.each([
    ['another tenant’s account', () => bob.account],
    ['an account that does not exist', () => NOWHERE],
    ['the directory of users', () => USER_DIRECTORY],
    ['the platform account', () => PLATFORM_ACCOUNT],
    ['no account at all', () => 'acme'],
    ['two accounts', () => `${ada.account},${ada.account}`],
    ['an empty account', () => ''],
    ['an account with more after it', () => `${ada.account}${' '.repeat(100)}`],
  ])('answers for %s as for any that is not there', async (_what, account) => {
    expect(await decided(ada.token, account())).toEqual({ outcome: 'forbidden' });
  });

  it.each([
    ['no token', undefined],
    ['an empty token', ''],
    ['a token that is none', 'abc'],
    ['three parts of nothing', 'a.b.c'],
  ])('does not know who comes with %s', async (_what, token) => {
    expect(await decided(token)).toEqual({ outcome: 'unauthenticated' });
  });

  it('does not know a caller with another scheme, or with two tokens', async () => {
    for (const authorization of [
      ada.token,
      `Basic ${ada.token}`,
      `Bearer ${ada.token},Bearer ${ada.token}`,
      `Bearer ${ada.token} ${ada.token}`,
    ]) {
      const { context } = await service.authorizer({ headers: { authorization } });
      expect(context).toEqual({ outcome: 'unauthenticated' });
    }
    const { context } = await service.authorizer({ headers: { authorization: `bearer  ${ada.token}` } });
    expect(context).toMatchObject({ outcome: 'granted' });
  });

  it('denies input that is no event of the gateway', async () => {
    for (const event of [
      undefined,
      null,
      'text',
      7,
      {},
      { headers: 'text' },
      { headers: { authorization: 7 } },
    ]) {
      expect(await service.authorizer(event)).toEqual({
        isAuthorized: true,
        context: { outcome: 'unauthenticated' },
      });
    }
  });

  it('lets nobody in to the platform account, even were they to be listed there as an admin', async () => {
    await execute(service.store, Account, {
      key: accountKey(PLATFORM_ACCOUNT),
      command: { type: 'CreateAccount', name: 'Platform', owner: ADA },
      context: {
        accountId: PLATFORM_ACCOUNT,
        actor: OPERATOR,
        commandId: CommandId.parse('c'),
        correlationId: CorrelationId.parse('c'),
        causationId: 'c',
        now: service.at(),
      },
    });
    expect(await decided(ada.token, PLATFORM_ACCOUNT)).toEqual({ outcome: 'forbidden' });
  });

  it('knows no token of the platform account, even one that is signed as ours', async () => {
    const signer = createLocalSigner();
    const forging = peopledService({ signer });
    const id = makeApiKeyId(PLATFORM_ACCOUNT, '11111111-2222-4333-8444-555555555555');
    const key = { id, user: ADA, role: 'admin', expires: '2027-01-01T00:00:00.000Z' } as const;
    const request = { issuer: ISSUER, account: PLATFORM_ACCOUNT, key, now: forging.at(), tokenId: 't' };
    const { token } = await issueToken(signer, request);
    expect((await forging.authorize(token)).context).toEqual({ outcome: 'unauthenticated' });
  });

  it('does not know a token of another platform’s, or one that has ended', async () => {
    const elsewhere = peopledService();
    const stranger = await elsewhere.tenant(ADA);
    expect(await decided(stranger.token)).toEqual({ outcome: 'unauthenticated' });
    service.pass(900);
    expect(await decided(ada.token)).toEqual({ outcome: 'unauthenticated' });
  });
});

describe('a change of rights', () => {
  const minute = () => service.pass(GRANT_SECONDS);
  const keyId = ({ apiKey }: Tenant) => idOf(`#key#${apiKey.id}`);

  it('is seen at once by a caller who was refused before, for refusals are not kept', async () => {
    expect(await decided(ada.token, bob.account)).toEqual({ outcome: 'forbidden' });
    await service.ok(addMember, { token: bob.token, body: { email: ADA, role: 'readonly' } });
    expect(await decided(ada.token, bob.account)).toMatchObject({ outcome: 'granted', role: 'readonly' });
  });

  it('is seen within a minute by a caller who was let in', async () => {
    expect(await decided(bob.token, ada.account)).toMatchObject({ role: 'analyst' });
    await service.ok(changeRole, { token: ada.token, id: bobId, body: { role: 'readonly' } });
    expect(await decided(bob.token, ada.account)).toMatchObject({ role: 'analyst' });
    minute();
    expect(await decided(bob.token, ada.account)).toMatchObject({ role: 'readonly' });
  });

  it('puts a removed member out within a minute, from that account alone', async () => {
    await decided(bob.token, ada.account);
    await service.ok(removeMember, { token: ada.token, id: bobId });
    minute();
    expect(await decided(bob.token, ada.account)).toEqual({ outcome: 'forbidden' });
    expect(await decided(bob.token)).toMatchObject({ outcome: 'granted' });
  });

  it('ends a revoked key’s tokens within a minute, in every account', async () => {
    const second = await service.tokenWith(bob, 'admin');
    await decided(bob.token);
    await decided(bob.token, ada.account);
    await service.ok(revokeKey, { token: second, id: keyId(bob) });
    minute();
    expect(await decided(bob.token)).toEqual({ outcome: 'unauthenticated' });
    expect(await decided(bob.token, ada.account)).toEqual({ outcome: 'unauthenticated' });
    expect(await decided(second)).toMatchObject({ outcome: 'granted' });
  });

  it('is not outlived by a kept grant when the token ends first', async () => {
    service.pass(870);
    expect(await decided(ada.token)).toMatchObject({ outcome: 'granted' });
    service.pass(30);
    expect(await decided(ada.token)).toEqual({ outcome: 'unauthenticated' });
  });
});

describe('a route that changes rights', () => {
  const fresh = async (token: string, account?: string) =>
    (await service.authorize(token, account, addMember)).context;

  it('is closed to a removed member from that moment on, and all others then, too', async () => {
    await decided(bob.token, ada.account);
    await service.ok(removeMember, { token: ada.token, id: bobId });
    expect(await decided(bob.token, ada.account)).toMatchObject({ outcome: 'granted' });
    expect(await fresh(bob.token, ada.account)).toEqual({ outcome: 'forbidden' });
    expect(await decided(bob.token, ada.account)).toEqual({ outcome: 'forbidden' });
  });

  it('is closed to a revoked key from that moment on', async () => {
    const second = await service.tokenWith(bob, 'admin');
    await decided(bob.token);
    await service.ok(revokeKey, { token: second, id: idOf(`#key#${bob.apiKey.id}`) });
    expect(await fresh(bob.token)).toEqual({ outcome: 'unauthenticated' });
  });

  it('is any route, where the event does not say which one it is', async () => {
    const asked = { headers: { authorization: `Bearer ${bob.token}`, account: ada.account } };
    await service.authorizer({ ...asked, routeKey: 'GET /account' });
    await service.ok(removeMember, { token: ada.token, id: bobId });
    const { context } = await service.authorizer(asked);
    expect(context).toEqual({ outcome: 'forbidden' });
  });
});

describe('when the store is away', () => {
  it('nobody is let in, and everybody is told to try again', async () => {
    const load = service.store.load.bind(service.store);
    service.store.load = () => Promise.reject(new TransientFailure('unavailable', 'throttled'));
    expect(await decided(bob.token)).toEqual({ outcome: 'unavailable' });
    const answer = await service.call(listMembers, { token: bob.token });
    expect(answer).toMatchObject({
      status: 503,
      headers: { 'retry-after': '1' },
      body: { code: 'unavailable' },
    });
    service.store.load = load;
    expect(await decided(bob.token)).toMatchObject({ outcome: 'granted' });
  });

  it('a defect stays a defect', async () => {
    service.store.load = () => Promise.reject(new TypeError('no function'));
    await expect(service.authorize(bob.token)).rejects.toThrow('no function');
  });
});

describe('the log line of a caller', () => {
  it('has ids and the outcome, never the token or the secret', async () => {
    await decided(ada.token);
    const text = JSON.stringify(service.logged);
    expect(text).toContain(ada.apiKey.id);
    for (const secret of [ada.token, ada.apiKey.secret, ada.token.split('.')[2] ?? '']) {
      expect(text).not.toContain(secret);
    }
  });
});
