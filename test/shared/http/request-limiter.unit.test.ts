import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { limits } from '#schemas/limits.ts';
import { createHttpHandler } from '#shared/http/handler.ts';
import type { HttpResult } from '#shared/http/outcome.ts';
import { route } from '#shared/http/route.ts';
import { createRequestLimiter } from '#shared/limits/request-limiter.ts';
import { ACCOUNT, granted, httpEvent, lambdaContext } from './events.ts';
import { health, listToys } from './toys.ts';

const OTHER = '9a2c5c9e-1c58-4a54-8a54-aaaaaaaaaaaa';

function world() {
  let time = 0;
  const handler = createHttpHandler({
    routes: [
      route(health, async () => ({ status: 200, body: { ok: true } })),
      route(listToys, async () => ({ status: 200, body: { items: [] } })),
    ],
    deps: {},
    service: 'asset',
    observability: {
      log: { info: () => undefined, warn: () => undefined, error: () => undefined },
      meter: { count: () => undefined },
    },
    limiter: createRequestLimiter(() => time),
  });
  const ask = async (path: string, authorizer?: object) =>
    (await handler(httpEvent({ path, authorizer }), lambdaContext())) as HttpResult;
  const statuses = async (count: number, path: string, authorizer?: object) => {
    const found = new Map<number, number>();
    for (let n = 0; n < count; n += 1) {
      const { statusCode } = await ask(path, authorizer);
      found.set(statusCode, (found.get(statusCode) ?? 0) + 1);
    }
    return Object.fromEntries(found);
  };
  return { ask, statuses, pass: (seconds: number) => (time += seconds * 1000) };
}

const withKey = (account: string, keyId: string) => ({ ...granted('read', account), keyId });

describe('requests that come too fast', () => {
  it('of one key are 429 with the name of the limit, and those of other keys and accounts are not', async () => {
    const { ask, statuses } = world();
    const { burst } = limits['key-requests'];
    expect(await statuses(burst + 5, '/toys', withKey(ACCOUNT, 'a'))).toEqual({ 200: burst, 429: 5 });
    const refused = await ask('/toys', withKey(ACCOUNT, 'a'));
    expect(refused.headers['retry-after']).toBe('1');
    expect(JSON.parse(refused.body)).toMatchObject({
      code: 'rate-limited',
      details: { limit: 'key-requests', most: limits['key-requests'].most },
    });
    expect(await statuses(5, '/toys', withKey(ACCOUNT, 'b'))).toEqual({ 200: 5 });
    expect(await statuses(5, '/toys', withKey(OTHER, 'c'))).toEqual({ 200: 5 });
  });

  it('of all keys of an account together are bounded, too', async () => {
    const { statuses } = world();
    const { burst } = limits['account-requests'];
    for (let n = 0; n < burst; n += 100) await statuses(100, '/toys', withKey(ACCOUNT, `key-${n}`));
    expect(await statuses(3, '/toys', withKey(ACCOUNT, 'further'))).toEqual({ 429: 3 });
    expect(await statuses(3, '/toys', withKey(OTHER, 'c'))).toEqual({ 200: 3 });
  });

  it('without a token are bounded by address', async () => {
    const { statuses } = world();
    const { burst } = limits['public-requests'];
    expect(await statuses(burst + 2, '/health')).toEqual({ 200: burst, 429: 2 });
  });

  it('are let in again as time passes, and a refused one costs nothing', async () => {
    const { statuses, pass } = world();
    const { burst, most } = limits['key-requests'];
    await statuses(burst + 50, '/toys', withKey(ACCOUNT, 'a'));
    pass(0.5);
    expect(await statuses(most, '/toys', withKey(ACCOUNT, 'a'))).toEqual({ 200: most / 2, 429: most / 2 });
  });
});

it('every function that serves routes bounds them', () => {
  const root = new URL('../../../functions/', import.meta.url);
  const served = readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((path) => /^\w+\/(commands|queries)\.ts$/.test(path))
    .map((path) => ({ path, text: readFileSync(new URL(path, root), 'utf8') }))
    .filter(({ text }) => text.includes('createHttpHandler('));
  expect(served.length).toBeGreaterThan(5);
  for (const { path, text } of served) expect(text, path).toContain('limiter: createRequestLimiter()');
});
