import { describe, expect, expectTypeOf, it } from 'vitest';
import type { Method } from '#schemas/contract.ts';
import { idOf } from '#schemas/id.ts';
import { createHttpHandler } from '#shared/http/handler.ts';
import { createClient } from '../../../cli/client.ts';
import { type Call, clientOf, type Reply } from '../../../cli/typed-client.ts';
import { httpEvent, lambdaContext } from './events.ts';
import { addToy, breakToy, getToy, health, listToys, type Seen, toyRoutes } from './toys.ts';

const contracts = [getToy, listToys, addToy, breakToy, health] as const;
const bear = { id: idOf('bear') };

interface Sent {
  readonly method: string;
  readonly url: string;
  readonly headers: Record<string, string>;
}

/** A network on whose other end the toy service stands; `before` may answer, or fail, in its place. */
function network(before: (attempt: number) => Response | undefined = () => undefined) {
  const sent: Sent[] = [];
  const seen: Seen[] = [];
  const waits: number[] = [];
  const quiet = { info: () => {}, warn: () => {}, error: () => {} };
  const handler = createHttpHandler({
    routes: toyRoutes,
    deps: { seen, onBreak: () => {} },
    service: 'asset',
    observability: { log: quiet, meter: { count: () => {} } },
  });
  const fetch = async (input: string | URL | Request, init: RequestInit = {}): Promise<Response> => {
    const url = new URL(String(input));
    const headers = Object.fromEntries(new Headers(init.headers));
    sent.push({ method: String(init.method), url: `${url.pathname}${url.search}`, headers });
    const instead = before(sent.length);
    if (instead) return instead;
    const event = httpEvent({
      method: init.method as Method,
      path: decodeURIComponent(url.pathname),
      query: url.search.slice(1),
      headers,
      ...(typeof init.body === 'string' && { raw: init.body }),
    });
    const { statusCode, headers: answered, body } = await handler(event, lambdaContext());
    return new Response(body, { status: statusCode, headers: answered });
  };
  const client = clientOf(contracts, {
    baseUrl: 'http://api.test',
    fetch,
    token: async () => `token-${sent.length}`,
    account: 'the-account',
    sleep: async (milliseconds) => void waits.push(milliseconds),
    random: () => 0.5,
  });
  return { client, sent, seen, waits };
}

const failNetwork = (): never => {
  throw new TypeError('fetch failed', { cause: new Error('ECONNREFUSED') });
};

describe('a call', () => {
  it('has the parts that its contract has, and those are needed that have a needed field', () => {
    expectTypeOf<Call<typeof getToy>['params']>().toEqualTypeOf<{ id: string }>();
    expectTypeOf<Record<never, never>>().toExtend<Call<typeof listToys>>();
    expectTypeOf<Record<never, never>>().not.toExtend<Call<typeof addToy>>();
    expectTypeOf<NonNullable<Call<typeof listToys>['query']>['limit']>().toEqualTypeOf<number | undefined>();
    expectTypeOf<Reply<typeof getToy>['body']>().toEqualTypeOf<{ key: string; pieces: number }>();
    expectTypeOf<Reply<typeof addToy>['status']>().toEqualTypeOf<200 | 201>();
    expectTypeOf(createClient).returns.toHaveProperty('getAsset');
  });

  it('gives the answer as its contract parses it, with the version of its ETag', async () => {
    const { client } = network();
    expect(await client.getToy({ params: bear })).toMatchObject({
      status: 200,
      body: { key: 'bear', pieces: 1 },
      version: 7,
    });
  });

  it('sends token and account, but not on public routes', async () => {
    const { client, sent } = network();
    await client.getToy({ params: bear });
    await client.health();
    expect(sent[0]?.headers).toMatchObject({ authorization: 'Bearer token-0', account: 'the-account' });
    expect(Object.keys(sent[1]!.headers)).toEqual(['accept']);
  });

  it('writes params and query so that they arrive as they were', async () => {
    const { client, sent, seen } = network();
    await client.listToys({ query: { tag: ['a,b', 'ü&c'], limit: 5, color: undefined } });
    expect(seen).toMatchObject([{ input: { query: { tag: ['a,b', 'ü&c'], limit: 5 } } }]);
    await expect(client.getToy({ params: { id: 'a/b?c' } })).rejects.toMatchObject({ code: 'not-found' });
    expect(sent[1]?.url).toBe('/toys/a%2Fb%3Fc');
  });

  it('sends an Idempotency-Key on each command: the given one, or one of its own', async () => {
    const { client, sent } = network();
    await client.breakToy({ params: bear, idempotencyKey: 'mine', ifMatch: 7, correlationId: 'trace-9' });
    await client.breakToy({ params: bear });
    await client.breakToy({ params: bear });
    const keys = sent.map(({ headers }) => headers['idempotency-key']);
    expect(sent[0]?.headers).toMatchObject({ 'if-match': '"7"', 'x-correlation-id': 'trace-9' });
    expect(keys[0]).toBe('mine');
    expect(new Set(keys)).toHaveLength(3);
  });
});

describe('a problem', () => {
  it('is thrown as it came', async () => {
    const { client } = network();
    const wrong = client.addToy({ body: { key: 'x' }, correlationId: 'trace-9' });
    await expect(wrong).rejects.toMatchObject({
      name: 'ProblemError',
      code: 'invalid',
      errors: [{ path: 'body.key' }],
      problem: { status: 400, correlationId: 'trace-9' },
    });
  });

  it('is made of any answer of a server before the API', async () => {
    const gateway = () => new Response('{"message":"Not Found"}', { status: 404, statusText: 'Not Found' });
    await expect(network(gateway).client.health()).rejects.toMatchObject({
      problem: { status: 404, code: 'http-404', title: 'Not Found', correlationId: 'none' },
    });
  });

  it('is an answer that its contract does not state', async () => {
    for (const text of ['{"ok":1}', '<html>']) {
      const { client } = network(() => new Response(text, { status: 200 }));
      await expect(client.health()).rejects.toMatchObject({ kind: 'terminal', code: 'answer-mismatch' });
    }
  });
});

describe('trying again', () => {
  it('brings a command through a network that failed twice, with the same Idempotency-Key', async () => {
    const { client, sent, waits } = network((attempt) => (attempt < 3 ? failNetwork() : undefined));
    expect((await client.breakToy({ params: bear })).status).toBe(200);
    expect(new Set(sent.map(({ headers }) => headers['idempotency-key']))).toHaveLength(1);
    expect(sent).toHaveLength(3);
    expect(waits).toEqual([200, 400]);
  });

  it('ends after five attempts, naming the unreachable address', async () => {
    const { client, sent } = network(failNetwork);
    await expect(client.health()).rejects.toMatchObject({
      kind: 'transient',
      code: 'unreachable',
      message: 'http://api.test cannot be reached',
      cause: { message: 'fetch failed' },
    });
    expect(sent).toHaveLength(5);
  });

  it('waits as long as a busy API asks, and gives its problem when it stays busy', async () => {
    const busy = () => new Response('{}', { status: 503, headers: { 'retry-after': '2' } });
    const once = network((attempt) => (attempt === 1 ? busy() : undefined));
    expect((await once.client.health()).status).toBe(200);
    expect(once.waits).toEqual([2200]);
    await expect(network(busy).client.health()).rejects.toMatchObject({ code: 'http-503' });
  });

  it('brings a command through a function that died, of which the gateway tells, and leaves the API’s own failure be', async () => {
    const gateway = () => Response.json({ message: 'Internal Server Error' }, { status: 500 });
    const died = network((attempt) => (attempt < 3 ? gateway() : undefined));
    expect((await died.client.breakToy({ params: bear })).status).toBe(200);
    expect(new Set(died.sent.map(({ headers }) => headers['idempotency-key']))).toHaveLength(1);
    expect(died.sent).toHaveLength(3);
    const own = () =>
      new Response('{}', { status: 500, headers: { 'content-type': 'application/problem+json' } });
    const failed = network(own);
    await expect(failed.client.health()).rejects.toMatchObject({ code: 'http-500' });
    expect(failed.sent).toHaveLength(1);
  });

  it('is not made where a limit is reached until tomorrow', async () => {
    const reached = () => new Response('{}', { status: 429, headers: { 'retry-after': '3600' } });
    const { client, sent } = network(reached);
    await expect(client.health()).rejects.toMatchObject({ code: 'http-429' });
    expect(sent).toHaveLength(1);
  });

  it('is not made after a refusal of the API', async () => {
    const { client, sent } = network();
    await expect(client.addToy({ body: { key: 'x' } })).rejects.toThrow();
    expect(sent).toHaveLength(1);
  });

  it('is done when the answer broke off', async () => {
    const broken = () =>
      new Response(
        new ReadableStream({
          start: (controller) => controller.error(new Error('reset')),
        }),
      );
    const { client, sent } = network((attempt) => (attempt === 1 ? broken() : undefined));
    expect((await client.health()).status).toBe(200);
    expect(sent).toHaveLength(2);
  });

  it('waits within a bound that doubles, each at random', async () => {
    const { client, waits } = network(failNetwork);
    await expect(client.health()).rejects.toThrow();
    expect(waits).toEqual([200, 400, 800, 1600]);
  });
});
