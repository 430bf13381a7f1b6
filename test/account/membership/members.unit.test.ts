import { beforeEach, describe, expect, it } from 'vitest';
import { getAccount, listAccounts, updateAccount } from '#schemas/account/account/routes.ts';
import { MAX_ADMINS } from '#schemas/account/account/state.ts';
import { createKey, revokeKey } from '#schemas/account/api-key/routes.ts';
import {
  addMember,
  changeRole,
  getMember,
  getMemberHistory,
  listMembers,
  removeMember,
} from '#schemas/account/membership/routes.ts';
import { memberKey } from '#schemas/account/membership/state.ts';
import type { Contract } from '#schemas/contract.ts';
import { idOf } from '#schemas/id.ts';
import { ADA, BOB } from '../samples.ts';
import { peopledService, type Tenant } from '../tenants.ts';

const CAT = 'cat@example.com';
const idOfMember = (email: string) => idOf(memberKey(email));

let service: ReturnType<typeof peopledService>;
let ada: Tenant;

beforeEach(async () => {
  service = peopledService();
  ada = await service.tenant(ADA);
});

const add = (email: string, role: string, headers = {}) =>
  service.call(addMember, { token: ada.token, body: { email, role }, headers });
const change = (email: string, role: string, headers = {}) =>
  service.call(changeRole, { token: ada.token, id: idOfMember(email), body: { role }, headers });
const remove = (email: string, headers = {}) =>
  service.call(removeMember, { token: ada.token, id: idOfMember(email), headers });
const roles = async () => {
  const { items } = await service.ok(listMembers, { token: ada.token });
  return Object.fromEntries(items.map(({ email, role }) => [email, role]));
};

describe('members', () => {
  it('are added, changed, removed and added again, and their history tells it', async () => {
    expect(await add('Bob@Example.com', 'readonly')).toMatchObject({
      status: 201,
      body: { id: idOfMember(BOB), key: '#member#bob@example.com', version: 1 },
    });
    expect(await change(BOB, 'analyst')).toMatchObject({ status: 200, body: { version: 2 } });
    expect(await remove(BOB)).toMatchObject({ status: 200, body: { version: 3 } });
    expect(await roles()).toEqual({ [ADA]: 'admin' });
    expect(await add(BOB, 'admin')).toMatchObject({ status: 201, body: { version: 4 } });
    expect(await roles()).toEqual({ [ADA]: 'admin', [BOB]: 'admin' });
    const { items } = await service.ok(getMemberHistory, { token: ada.token, id: idOfMember(BOB) });
    expect(items.map(({ event_type, metadata }) => [event_type, metadata.actor])).toEqual([
      ['MemberAdded', `user:${ADA}`],
      ['RoleChanged', `user:${ADA}`],
      ['MemberRemoved', `user:${ADA}`],
      ['MemberAdded', `user:${ADA}`],
    ]);
  });

  it('are read one by one, with the version that If-Match takes', async () => {
    await add(BOB, 'analyst');
    const { body, headers } = await service.call(getMember, { token: ada.token, id: idOfMember(BOB) });
    expect(body).toMatchObject({ email: BOB, role: 'analyst', status: 'active', version: 1 });
    expect(headers.etag).toBe('"1"');
    expect(await change(BOB, 'readonly', { 'if-match': '"1"' })).toMatchObject({ status: 200 });
    expect(await change(BOB, 'admin', { 'if-match': '"1"' })).toMatchObject({
      status: 412,
      code: 'version-mismatch',
    });
    expect(await remove(BOB, { 'if-match': '1' })).toMatchObject({ status: 412, code: 'version-mismatch' });
    expect(await roles()).toMatchObject({ [BOB]: 'readonly' });
  });

  it('keep their role where If-Match is stale, admins too', async () => {
    await add(BOB, 'admin');
    for (const answer of [
      await change(BOB, 'analyst', { 'if-match': '7' }),
      await remove(BOB, { 'if-match': '7' }),
      await change(BOB, 'admin', { 'if-match': '7' }),
    ]) {
      expect(answer).toMatchObject({ status: 412, code: 'version-mismatch' });
    }
    expect(await roles()).toMatchObject({ [BOB]: 'admin' });
  });

  it('are listed page by page', async () => {
    for (const name of ['dan', 'eve', 'fay', 'gus']) await add(`${name}@example.com`, 'readonly');
    const emails: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await service.ok(listMembers, {
        token: ada.token,
        query: `limit=2${cursor === undefined ? '' : `&cursor=${cursor}`}`,
      });
      expect(page.items.length).toBeLessThanOrEqual(2);
      emails.push(...page.items.map(({ email }) => email));
      cursor = page.cursor;
    } while (cursor !== undefined);
    expect(emails).toEqual([ADA, ...['dan', 'eve', 'fay', 'gus'].map((name) => `${name}@example.com`)]);
  });

  it.each(['bob', BOB, '#member#BOB@example.com', '#member#', '#key#x', `#member#${CAT}`])(
    'are not found by the id of %j',
    async (key) => {
      const asked = { token: ada.token, id: idOf(key) };
      for (const answer of [
        await service.call(getMember, asked),
        await service.call(removeMember, asked),
        await service.call(changeRole, { ...asked, body: { role: 'admin' } }),
        await service.call(getMemberHistory, asked),
      ]) {
        expect(answer.status).toBe(404);
      }
    },
  );

  it('are not added twice, nor removed twice', async () => {
    await add(BOB, 'analyst');
    expect(await add(BOB, 'readonly')).toMatchObject({ status: 409, code: 'already-exists' });
    await remove(BOB);
    expect(await remove(BOB)).toMatchObject({ status: 404 });
    expect(await change(BOB, 'analyst')).toMatchObject({ status: 404 });
    expect(await service.call(getMember, { token: ada.token, id: idOfMember(BOB) })).toMatchObject({
      status: 404,
    });
  });

  it.each([
    [{ email: 'bob', role: 'analyst' }, 'body.email'],
    [{ email: BOB, role: 'owner' }, 'body.role'],
    [{ email: BOB }, 'body.role'],
  ])('are refused as %j, naming the field', async (body, path) => {
    const answer = await service.call(addMember, { token: ada.token, body });
    expect(answer).toMatchObject({ status: 400, body: { errors: [expect.objectContaining({ path })] } });
  });

  it('see which accounts they may enter, at once', async () => {
    const bob = await service.tenant(BOB);
    const entered = async () => {
      const { items } = await service.ok(listAccounts, { token: bob.token });
      return items
        .map(({ account, role }) => ({ account, role }))
        .sort((a, b) => (a.account < b.account ? -1 : 1));
    };
    const own = { account: bob.account, role: 'admin' };
    expect(await entered()).toEqual([own]);
    await add(BOB, 'analyst');
    expect(await entered()).toEqual(
      [own, { account: ada.account, role: 'analyst' }].sort((a, b) => (a.account < b.account ? -1 : 1)),
    );
    await remove(BOB);
    expect(await entered()).toEqual([own]);
  });
});

describe('the accounts that one may enter', () => {
  it('come page by page, and a cursor is of use to nobody else', async () => {
    for (const name of ['One', 'Two', 'Three']) await service.tenant(BOB, name);
    const { token } = await service.tenant(BOB, 'Four');
    const names: string[] = [];
    let cursor: string | undefined;
    do {
      const query: string = `limit=3${cursor === undefined ? '' : `&cursor=${cursor}`}`;
      const page = await service.ok(listAccounts, { token, query });
      names.push(...page.items.map(({ name }) => name));
      if (page.cursor !== undefined) {
        expect(
          await service.call(listAccounts, { token: ada.token, query: `cursor=${page.cursor}` }),
        ).toMatchObject({
          status: 400,
        });
      }
      cursor = page.cursor;
    } while (cursor !== undefined);
    expect(names.sort()).toEqual(['Four', 'One', 'Three', 'Two']);
    expect((await service.ok(listAccounts, { token: ada.token })).items).toHaveLength(1);
  });
});

describe('the last admin', () => {
  it.each(['analyst', 'readonly'])('does not become %s', async (role) => {
    expect(await change(ADA, role)).toMatchObject({ status: 422, code: 'last-admin' });
    expect(await roles()).toEqual({ [ADA]: 'admin' });
  });

  it('is not removed, by themselves or by another’s old token', async () => {
    await add(BOB, 'admin');
    const kept = { token: (await service.tenant(BOB)).token, account: ada.account };
    await service.ok(getAccount, kept);
    await service.ok(removeMember, { token: ada.token, id: idOfMember(BOB) });
    expect(await remove(ADA)).toMatchObject({ status: 422, code: 'last-admin' });
    expect(await service.call(removeMember, { ...kept, id: idOfMember(ADA) })).toMatchObject({
      status: 403,
      code: 'forbidden',
    });
    expect(await roles()).toEqual({ [ADA]: 'admin' });
  });

  it('may go when there is another', async () => {
    await add(BOB, 'analyst');
    await change(BOB, 'admin');
    expect((await service.ok(getAccount, { token: ada.token })).admins).toEqual([ADA, BOB]);
    expect(await remove(ADA)).toMatchObject({ status: 200 });
    expect(await service.call(getAccount, { token: ada.token })).toMatchObject({ status: 200 });
    service.pass(60);
    expect(await service.call(getAccount, { token: ada.token })).toMatchObject({ status: 403 });
  });
});

describe('an admin who was put out or demoted', () => {
  const ends = [
    ['removed', () => remove(BOB)],
    ['demoted', () => change(BOB, 'analyst')],
  ] as const;

  it.each(ends)('and was %s changes nothing with the token that they had', async (_how, end) => {
    await add(BOB, 'admin');
    const kept = { token: (await service.tenant(BOB)).token, account: ada.account };
    const { id } = await service.ok(createKey, { ...kept, body: { name: 'before' } });
    await service.ok(getAccount, kept);
    expect(await end()).toMatchObject({ status: 200 });
    const before = await service.ok(getAccount, { token: ada.token });
    const attempts: [Contract, object][] = [
      [addMember, { body: { email: BOB, role: 'admin' } }],
      [addMember, { body: { email: CAT, role: 'readonly' } }],
      [changeRole, { id: idOfMember(BOB), body: { role: 'admin' } }],
      [changeRole, { id: idOfMember(ADA), body: { role: 'readonly' } }],
      [removeMember, { id: idOfMember(ADA) }],
      [createKey, { body: { name: 'after' } }],
      [revokeKey, { id }],
      [updateAccount, { body: { name: 'Taken' } }],
    ];
    for (const [contract, asked] of attempts) {
      const { status, code } = await service.call(contract, { ...kept, ...asked });
      expect({ route: contract.name, status, code }).toEqual({
        route: contract.name,
        status: 403,
        code: 'forbidden',
      });
    }
    expect(await service.ok(getAccount, { token: ada.token })).toEqual(before);
  });

  it('may put themselves out as long as there is another', async () => {
    await add(BOB, 'admin');
    const bob = { token: (await service.tenant(BOB)).token, account: ada.account };
    expect(
      await service.call(changeRole, { ...bob, id: idOfMember(BOB), body: { role: 'readonly' } }),
    ).toMatchObject({
      status: 200,
    });
    expect(await roles()).toEqual({ [ADA]: 'admin', [BOB]: 'readonly' });
  });
});

describe('a key that was revoked', () => {
  it('makes itself no successor with the token that it had', async () => {
    const { id, apiKey } = await service.ok(createKey, { token: ada.token, body: { name: 'stolen' } });
    const token = await service.login(apiKey);
    await service.ok(getAccount, { token });
    await service.ok(revokeKey, { token: ada.token, id });
    for (const [contract, asked] of [
      [createKey, { body: { name: 'successor' } }],
      [addMember, { body: { email: BOB, role: 'admin' } }],
    ] as const) {
      expect(await service.call(contract, { token, ...asked })).toMatchObject({
        status: 401,
        code: 'unauthenticated',
      });
    }
  });

  it('may have revoked itself', async () => {
    const { id, apiKey } = await service.ok(createKey, { token: ada.token, body: { name: 'own' } });
    const token = await service.login(apiKey);
    expect(await service.call(revokeKey, { token, id })).toMatchObject({ status: 200 });
  });
});

describe('one admin more than an account may have', () => {
  it('is refused before anything of them is written', async () => {
    for (let n = 1; n < MAX_ADMINS; n += 1) await add(`admin-${n}@example.com`, 'admin');
    await add(BOB, 'analyst');
    expect(await add(CAT, 'admin')).toMatchObject({ status: 422, code: 'too-many-admins' });
    expect(await change(BOB, 'admin')).toMatchObject({ status: 422, code: 'too-many-admins' });
    expect(await service.call(getMember, { token: ada.token, id: idOfMember(CAT) })).toMatchObject({
      status: 404,
    });
    const { items } = await service.ok(getMemberHistory, { token: ada.token, id: idOfMember(BOB) });
    expect(items.map(({ event_type }) => event_type)).toEqual(['MemberAdded']);
    await change('admin-1@example.com', 'readonly');
    expect(await change(BOB, 'admin')).toMatchObject({ status: 200 });
  });
});

describe('a repeat with the same Idempotency-Key', () => {
  const key = (name: string) => ({ 'idempotency-key': name });

  it('of an addition is answered as the first time', async () => {
    const first = await add(BOB, 'admin', key('a'));
    expect(await add(BOB, 'admin', key('a'))).toMatchObject({ status: 201, body: first.body });
    expect(await add(BOB, 'analyst', key('a'))).toMatchObject({ status: 422, code: 'idempotency-mismatch' });
  });

  it('of an old demotion does not touch a role that was given since', async () => {
    await add(BOB, 'admin');
    const first = await change(BOB, 'readonly', key('down'));
    await change(BOB, 'admin');
    expect(await change(BOB, 'readonly', key('down'))).toMatchObject({ status: 200, body: first.body });
    expect(await roles()).toMatchObject({ [BOB]: 'admin' });
  });

  it('of an old change between lower roles does not demote a member who has become an admin since', async () => {
    await add(BOB, 'analyst');
    await change(BOB, 'readonly', key('down'));
    await change(BOB, 'admin');
    expect(await change(BOB, 'readonly', key('down'))).toMatchObject({ status: 200, body: { version: 2 } });
    expect(await roles()).toMatchObject({ [BOB]: 'admin' });
  });

  it('of an old removal does not demote a member who was added again as an admin', async () => {
    await add(BOB, 'analyst');
    await remove(BOB, key('out'));
    await add(BOB, 'admin');
    expect(await remove(BOB, key('out'))).toMatchObject({ status: 200, body: { version: 2 } });
    expect(await roles()).toMatchObject({ [BOB]: 'admin' });
  });

  it('of an old promotion does not touch a role that was given since', async () => {
    await add(BOB, 'analyst');
    await change(BOB, 'admin', key('up'));
    await change(BOB, 'readonly');
    expect(await change(BOB, 'admin', key('up'))).toMatchObject({ status: 200, body: { version: 2 } });
    expect(await roles()).toMatchObject({ [BOB]: 'readonly' });
  });

  it('of a removal does not remove a member who was added again', async () => {
    await add(BOB, 'admin');
    await remove(BOB, key('out'));
    await add(BOB, 'admin');
    expect(await remove(BOB, key('out'))).toMatchObject({ status: 200, body: { version: 2 } });
    expect(await roles()).toMatchObject({ [BOB]: 'admin' });
  });
});
