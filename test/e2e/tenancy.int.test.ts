import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { memberKey } from '#schemas/account/membership/state.ts';
import { idOf } from '#schemas/id.ts';
import { PLATFORM_ACCOUNT } from '#schemas/reserved-accounts.ts';
import { apiUrl, clientFor, newTenant, type Tenant, until } from '../support/platform.ts';

let acme: Tenant;
let umbrella: Tenant;

beforeAll(async () => {
  [acme, umbrella] = await Promise.all([newTenant('Acme'), newTenant('Umbrella')]);
});

const problem = (call: Promise<unknown>) =>
  call.then(
    () => ({ status: 'none', code: 'none' }),
    (error) => ({ status: error.problem?.status, code: error.code }),
  );

describe('a tenant', () => {
  it('reads another tenant’s thing exactly as a thing that does not exist', async () => {
    const { body } = await acme.client.createAsset({ body: { dns: 'secret.acme.test', name: '192.0.2.1' } });
    const get = async (id: string) => {
      const response = await fetch(`${apiUrl}/assets/${id}`, {
        headers: { authorization: `Bearer ${umbrella.token}` },
      });
      const { correlationId: _, ...rest } = (await response.json()) as Record<string, unknown>;
      return { status: response.status, rest };
    };
    expect(await get(body.id)).toEqual(await get(idOf('#asset#nothing.acme.test#192.0.2.99')));
    expect((await get(body.id)).status).toBe(404);
    expect((await umbrella.client.listAssets({ query: { consistent: 'true' } })).body.items).toEqual([]);
    const attempts = await Promise.all([
      problem(umbrella.client.updateAsset({ params: { id: body.id }, body: { status: 'F' } })),
      problem(umbrella.client.deleteAsset({ params: { id: body.id } })),
      problem(umbrella.client.getAssetHistory({ params: { id: body.id }, query: {} })),
    ]);
    expect(new Set(attempts.map(({ status, code }) => `${status} ${code}`))).toEqual(
      new Set(['404 not-found']),
    );
    expect((await acme.client.getAsset({ params: { id: body.id } })).version).toBe(1);
  });

  it('cannot enter another account by naming it', async () => {
    const foreign = clientFor(acme.token, umbrella.accountId);
    const missing = clientFor(acme.token, randomUUID());
    expect(await problem(foreign.getAccount())).toEqual({ status: 403, code: 'forbidden' });
    expect(await problem(missing.getAccount())).toEqual({ status: 403, code: 'forbidden' });
    expect(await problem(clientFor(acme.token, PLATFORM_ACCOUNT).listCapabilities())).toEqual({
      status: 403,
      code: 'forbidden',
    });
    expect((await acme.client.listCapabilities()).body.items.map(({ name }) => name)).toContain('nmap');
    expect(await problem(clientFor(acme.token, 'not-a-uuid').getAccount())).toEqual({
      status: 403,
      code: 'forbidden',
    });
  });

  it('gets each account its own when one token is used for two in turn, at once', async () => {
    await umbrella.client.addMember({ body: { email: acme.owner, role: 'readonly' } });
    const inUmbrella = clientFor(acme.token, umbrella.accountId);
    for (let turn = 0; turn < 3; turn += 1) {
      const [own, other] = await Promise.all([acme.client.getAccount(), inUmbrella.getAccount()]);
      expect(own.body).toMatchObject({ name: 'Acme', role: 'admin' });
      expect(other.body).toMatchObject({ name: 'Umbrella', role: 'readonly' });
    }
    expect(await problem(inUmbrella.createAsset({ body: { dns: 'x.test', name: 'x.test' } }))).toEqual({
      status: 403,
      code: 'forbidden',
    });
    const { body } = await acme.client.listAccounts({ query: {} });
    expect(body.items.map(({ name }) => name).toSorted()).toEqual(['Acme', 'Umbrella']);
  });
});

describe('a caller', () => {
  it('without a token, with a made-up one, or with a foreign signature is told to log in', async () => {
    const [head, claims, signature] = acme.token.split('.');
    const forged = Buffer.from(
      JSON.stringify({ ...JSON.parse(Buffer.from(claims!, 'base64url').toString()), sub: 'root@acme.test' }),
    ).toString('base64url');
    for (const token of [undefined, 'Bearer nonsense', `Bearer ${head}.${forged}.${signature}`]) {
      const response = await fetch(`${apiUrl}/assets`, { headers: token ? { authorization: token } : {} });
      expect(response.status).toBe(401);
      expect(response.headers.get('www-authenticate')).toContain('Bearer');
      expect(response.headers.get('content-type')).toContain('application/problem+json');
      expect(await response.json()).toMatchObject({ status: 401, code: 'unauthenticated' });
    }
  });

  it('with a wrong secret, an unknown key or a revoked one is told the same', async () => {
    const { body: made } = await acme.client.createKey({ body: { name: 'short-lived' } });
    await acme.client.revokeKey({ params: { id: made.id } });
    const anonymous = clientFor(undefined);
    const tries = [
      { id: acme.key.id, secret: `${acme.key.secret}x` },
      { id: `${acme.key.id}x`, secret: acme.key.secret },
      made.apiKey,
    ];
    const answers = await Promise.all(tries.map((body) => problem(anonymous.createToken({ body }))));
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(answers[0]).toEqual({ status: 401, code: 'invalid-credentials' });
  });

  it('gets a secret once: a repeat of the same request is refused with a code of its own', async () => {
    const call = { body: { name: 'once', role: 'readonly' as const }, idempotencyKey: randomUUID() };
    const { body } = await acme.client.createKey(call);
    expect(body.apiKey.secret.length).toBeGreaterThan(30);
    expect(await problem(acme.client.createKey(call))).toEqual({ status: 409, code: 'secret-shown-once' });
    const { body: session } = await clientFor(undefined).createToken({ body: body.apiKey });
    expect((await clientFor(session.token).getAccount()).body.role).toBe('readonly');
  });

  it('that was an admin and is removed cannot come back, even with a kept grant', async () => {
    const guest = await newTenant('Former admin');
    const { body } = await umbrella.client.addMember({ body: { email: guest.owner, role: 'admin' } });
    const inside = clientFor(guest.token, umbrella.accountId);
    expect((await inside.getAccount()).body.role).toBe('admin');
    await umbrella.client.removeMember({ params: { id: body.id } });
    const refused = { status: 403, code: 'forbidden' };
    expect(await problem(inside.addMember({ body: { email: guest.owner, role: 'admin' } }))).toEqual(refused);
    expect(await problem(inside.createKey({ body: { name: 'successor' } }))).toEqual(refused);
    expect(await problem(inside.removeMember({ params: { id: idOf(memberKey(umbrella.owner)) } }))).toEqual(
      refused,
    );
    expect((await umbrella.client.getAccount()).body.admins).toEqual([umbrella.owner]);
  });

  it('with a revoked key makes no successor of it, even with a kept grant', async () => {
    const { body: made } = await acme.client.createKey({ body: { name: 'stolen' } });
    const { body: session } = await clientFor(undefined).createToken({ body: made.apiKey });
    const thief = clientFor(session.token);
    await thief.getAccount();
    await acme.client.revokeKey({ params: { id: made.id } });
    expect(await problem(thief.createKey({ body: { name: 'successor' } }))).toEqual({
      status: 401,
      code: 'unauthenticated',
    });
  });

  it('whose membership ends is refused within a minute', async () => {
    const guest = await newTenant('Guest');
    const { body } = await umbrella.client.addMember({ body: { email: guest.owner, role: 'analyst' } });
    const inside = clientFor(guest.token, umbrella.accountId);
    expect((await inside.getAccount()).body.role).toBe('analyst');
    await umbrella.client.removeMember({ params: { id: body.id } });
    await until(
      'the refusal',
      async () => ((await problem(inside.getAccount())).status === 403 ? true : undefined),
      75,
    );
  });
});
