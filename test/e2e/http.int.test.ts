import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { apiUrl, newTenant, type Tenant } from '../support/platform.ts';

let tenant: Tenant;

beforeAll(async () => {
  tenant = await newTenant('HTTP');
});

/** Repeats what another test's killing of functions hit: then the gateway answers, and not the API. */
async function fetchFromApi(path: string, init: RequestInit): Promise<Response> {
  for (;;) {
    const response = await fetch(`${apiUrl}${path}`, init);
    const isOurs = response.headers.get('content-type')?.startsWith('application/problem+json');
    if (response.status !== 500 || isOurs) return response;
  }
}

const call = async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) => {
  const response = await fetchFromApi(path, {
    method,
    headers: {
      authorization: `Bearer ${tenant.token}`,
      ...(body !== undefined && { 'content-type': 'application/json', 'idempotency-key': randomUUID() }),
      ...headers,
    },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  return {
    status: response.status,
    headers: response.headers,
    body: JSON.parse((await response.text()) || 'null'),
  };
};

const asset = (n: number) => ({ dns: `h${n}.example.com`, name: `192.0.2.${n}` });

describe('the API, through the gateway', () => {
  it('names each wrong field with its allowed values, and changes nothing', async () => {
    const { status, body, headers } = await call('POST', '/assets', { dns: 7, status: 'X', colour: 'red' });
    expect(status).toBe(400);
    expect(headers.get('content-type')).toContain('application/problem+json');
    expect(body.errors.map(({ path }: { path: string }) => path).toSorted()).toEqual([
      'body.colour',
      'body.dns',
      'body.status',
    ]);
    expect(JSON.stringify(body.errors)).toMatch(/"A"|A, |A\|/);
    expect((await call('GET', '/assets?limit=zero')).body.errors[0].path).toBe('query.limit');
    expect((await call('GET', '/assets?consistent=true')).body.items).toEqual([]);
  });

  it('answers a repeat with the same Idempotency-Key as the first time, and refuses another body', async () => {
    const key = { 'idempotency-key': randomUUID() };
    const first = await call('POST', '/assets', asset(1), key);
    const again = await call('POST', '/assets', asset(1), key);
    expect([first.status, again.status]).toEqual([201, 201]);
    expect(again.body).toEqual(first.body);
    const patch = { 'idempotency-key': randomUUID() };
    const one = await call('PATCH', `/assets/${first.body.id}`, { status: 'F' }, patch);
    await call('PATCH', `/assets/${first.body.id}`, { status: 'A' });
    expect((await call('PATCH', `/assets/${first.body.id}`, { status: 'F' }, patch)).body).toEqual(one.body);
    const other = await call('PATCH', `/assets/${first.body.id}`, { status: 'P' }, patch);
    expect(other).toMatchObject({ status: 422, body: { code: 'idempotency-mismatch' } });
  });

  it('takes If-Match for the version it names and refuses a stale one with the current', async () => {
    const { body } = await call('POST', '/assets', asset(2));
    const read = await call('GET', `/assets/${body.id}`);
    expect(read.headers.get('etag')).toBe('"1"');
    expect((await call('PATCH', `/assets/${body.id}`, { status: 'F' }, { 'if-match': '"1"' })).status).toBe(
      200,
    );
    const stale = await call('PATCH', `/assets/${body.id}`, { status: 'A' }, { 'if-match': '"1"' });
    expect(stale).toMatchObject({
      status: 412,
      body: { code: 'version-mismatch', details: { expected: 1, actual: 2 } },
    });
    expect((await call('GET', `/assets/${body.id}`)).body.status).toBe('F');
  });

  it('has one form for every refusal', async () => {
    await call('POST', '/assets', asset(3));
    const answers = await Promise.all([
      call('POST', '/assets', asset(3)),
      call('GET', '/assets/!!!'),
      call('GET', '/nowhere'),
      call('POST', '/assets', '{"dns":'),
      call('POST', '/assets', 'dns=x', { 'content-type': 'text/plain' }),
      call('POST', '/jobs', { capability: 'nikto', file: { name: 'x', size: 1 } }),
      call('POST', '/jobs', { capability: 'nmap', file: { name: 'x', size: 1e15 } }),
      call('GET', '/assets?cursor=abc'),
    ]);
    expect(answers.map(({ status, body }) => `${status} ${body.code ?? body.message}`)).toEqual([
      '409 already-exists',
      '404 not-found',
      '404 Not Found',
      '400 invalid',
      '415 unsupported-media-type',
      '400 invalid',
      '413 too-large',
      '400 invalid',
    ]);
  });

  it('says the correlation id that a client chose on the answer and on every event it causes', async () => {
    const id = `corr-${randomUUID()}`;
    const { body, headers } = await call('POST', '/assets', asset(4), { 'x-correlation-id': id });
    expect(headers.get('x-correlation-id')).toBe(id);
    const history = await call('GET', `/assets/${body.id}/history`);
    expect(history.body.items[0].metadata).toMatchObject({
      correlation_id: id,
      actor: `user:${tenant.owner}`,
    });
  });

  it('pages through a list with a signed cursor that is good for that list only', async () => {
    const keys = Array.from({ length: 9 }, (_, n) => asset(100 + n));
    await Promise.all(keys.map((body) => call('POST', '/assets', body)));
    const found: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await call(
        'GET',
        `/assets?keyPrefix=%23asset%23h10&limit=4${cursor ? `&cursor=${cursor}` : ''}`,
      );
      expect(page.status).toBe(200);
      found.push(...page.body.items.map((item: { key: string }) => item.key));
      cursor = page.body.cursor;
      if (cursor) {
        const elsewhere = await call('GET', `/assets?keyPrefix=%23asset%23h1&limit=4&cursor=${cursor}`);
        expect(elsewhere).toMatchObject({ status: 400, body: { errors: [{ path: 'query.cursor' }] } });
      }
    } while (cursor);
    // Each once; the shards of a tenant are read one after the other, and each in the order of its keys.
    expect(found.toSorted()).toEqual(keys.map(({ dns, name }) => `#asset#${dns}#${name}`));
  });

  it('answers 200 writers of one asset with what became of their write, and doubles none', async () => {
    const { body } = await call('POST', '/assets', asset(6));
    const writes = Array.from({ length: 200 }, (_, n) =>
      call('PATCH', `/assets/${body.id}`, { attributes: { writer: `w${n}` } }),
    );
    const answers = await Promise.all(writes);
    const refused = answers.filter(({ status }) => status !== 200);
    for (const { status, headers } of refused) {
      expect([409, 429, 503]).toContain(status);
      if (status !== 409) expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
    }
    const { version } = (await call('GET', `/assets/${body.id}`)).body;
    expect(version).toBe(1 + answers.length - refused.length);
  });

  it('lets one of 16 racing writers win each version of an asset, and loses none', async () => {
    const { body } = await call('POST', '/assets', asset(5));
    const tags = Array.from({ length: 16 }, (_, n) => `t${n}`);
    const write = async (tag: string): Promise<void> => {
      const key = { 'idempotency-key': randomUUID() };
      for (;;) {
        const { status } = await call('PATCH', `/assets/${body.id}`, { attributes: { [tag]: 'x' } }, key);
        if (status === 200) return;
        expect([409, 503]).toContain(status);
      }
    };
    await Promise.all(tags.map(write));
    const history = await call('GET', `/assets/${body.id}/history?limit=100`);
    expect(history.body.items.map((event: { aggregate_version: number }) => event.aggregate_version)).toEqual(
      Array.from({ length: 17 }, (_, n) => n + 1),
    );
    const read = await call('GET', `/assets/${body.id}`);
    expect(Object.keys(read.body.attributes).toSorted()).toEqual(tags.toSorted());
  });

  it('serves its own description', async () => {
    const response = await fetch(`${apiUrl}/openapi.json`);
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ openapi: expect.stringMatching(/^3\.1/) });
    expect((await fetch(`${apiUrl}/.well-known/jwks.json`)).status).toBe(200);
  });
});
