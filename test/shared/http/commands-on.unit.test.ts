import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { contract, type Method, Written } from '#schemas/contract.ts';
import { idOf } from '#schemas/id.ts';
import { ById, HistoryPage, HistoryQuery } from '#schemas/thing.ts';
import { createInMemoryStore } from '#shared/event-store/in-memory.ts';
import { commandsOn, creationsOn } from '#shared/http/commands-on.ts';
import { createCursors } from '#shared/http/cursor.ts';
import { createHttpHandler } from '#shared/http/handler.ts';
import { byId } from '#shared/http/target.ts';
import { historyOn, viewOn } from '#shared/http/views-on.ts';
import type { Observability } from '#shared/runtime/observability.ts';
import { counter } from '../event-store/counter.ts';
import { granted, httpEvent, lambdaContext } from './events.ts';

const openCounter = contract({
  name: 'openCounter',
  method: 'POST',
  path: '/counters',
  permission: 'write_assets',
  summary: 'Open a counter',
  body: z.strictObject({ label: z.string() }),
  answers: { 201: Written },
});

const addToCounter = contract({
  name: 'addToCounter',
  method: 'POST',
  path: '/counters/{id}/add',
  permission: 'write_assets',
  summary: 'Add to a counter, some time',
  params: ById,
  body: z.strictObject({ by: z.int() }),
  answers: { 202: Written },
});

const getCounter = contract({
  name: 'getCounter',
  method: 'GET',
  path: '/counters/{id}',
  permission: 'read',
  summary: 'One counter',
  params: ById,
  answers: { 200: z.strictObject({ key: z.string(), total: z.int() }) },
});

const getCounterHistory = contract({
  name: 'getCounterHistory',
  method: 'GET',
  path: '/counters/{id}/history',
  permission: 'read',
  summary: 'What happened to a counter',
  params: ById,
  query: HistoryQuery,
  answers: { 200: HistoryPage },
});

const byLabel = byId(counter, { kind: 'tally', toKey: (label) => `c:${label}` });

const routes = [
  creationsOn(counter)(openCounter, ({ body }) => ({
    key: `c:${body.label}`,
    command: { kind: 'open', label: body.label },
  })),
  commandsOn(counter)(addToCounter, ({ body }) => ({ kind: 'add', by: body.by })),
  viewOn(counter, byLabel)(getCounter, ({ key, state }) => ({ key, total: state.total })),
  historyOn(counter, byLabel)(getCounterHistory),
];

const QUIET: Observability = {
  log: { info: () => undefined, warn: () => undefined, error: () => undefined },
  meter: { count: () => undefined },
};

function counters() {
  const deps = {
    store: createInMemoryStore(),
    cursors: createCursors(async () => Buffer.alloc(32, 7)),
  };
  const handler = createHttpHandler({ routes, deps, service: 'asset', observability: QUIET });
  return async (method: Method, path: string, id?: string, body?: unknown, headers = {}) => {
    const pathParameters = id === undefined ? {} : { id };
    const authorizer = granted('read write_assets');
    const request = { method, path: path.replace('{id}', id ?? ''), pathParameters, headers, authorizer };
    const event = httpEvent(body === undefined ? request : { ...request, body });
    const { statusCode, body: text, headers: answered } = await handler(event, lambdaContext());
    return { status: statusCode, body: JSON.parse(text), headers: answered };
  };
}

describe('a route made of an aggregate', () => {
  it('answers with the status of its contract, and with the written thing', async () => {
    const call = counters();
    const key = 'c:one';
    const opened = await call('POST', '/counters', undefined, { label: 'one' });
    expect(opened).toMatchObject({ status: 201, body: { id: idOf(key), key, version: 1 } });
    const added = await call('POST', '/counters/{id}/add', idOf(key), { by: 3 });
    expect(added).toMatchObject({ status: 202, body: { id: idOf(key), key, version: 2 } });
  });

  it('finds its thing by the target that it states', async () => {
    const call = counters();
    await call('POST', '/counters', undefined, { label: 'one' });
    const shown = await call('GET', '/counters/{id}', 'one');
    expect(shown).toMatchObject({ status: 200, body: { key: 'c:one', total: 0 }, headers: { etag: '"1"' } });
    const history = await call('GET', '/counters/{id}/history', 'one');
    expect(history.body.items).toMatchObject([{ event_type: 'CounterOpened' }]);
  });

  it('answers a missing thing, and an id that names nothing, with 404 and the name of its kind', async () => {
    const call = counters();
    const detail = expect.stringMatching(/^There is no such tally\. An id .* base64url/);
    expect(await call('GET', '/counters/{id}', 'two')).toMatchObject({ status: 404, body: { detail } });
    expect(await call('GET', '/counters/{id}/history', 'two')).toMatchObject({
      status: 404,
      body: { detail },
    });
    expect((await call('POST', '/counters/{id}/add', 'not base64url!', { by: 1 })).status).toBe(404);
  });

  it('refuses a command whose If-Match is stale', async () => {
    const call = counters();
    await call('POST', '/counters', undefined, { label: 'one' });
    const stale = await call('POST', '/counters/{id}/add', idOf('c:one'), { by: 3 }, { 'if-match': '"9"' });
    expect(stale).toMatchObject({ status: 412, body: { code: 'version-mismatch' } });
  });

  it('takes only commands of its aggregate, and contracts with one answer', () => {
    // @ts-expect-error a counter has no such command
    commandsOn(counter)(addToCounter, ({ body }) => ({ kind: 'subtract', by: body.by }));
    // @ts-expect-error the answer of a command is what it wrote
    commandsOn(counter)(getCounter, () => ({ kind: 'add', by: 1 }));
    // @ts-expect-error a view answers what its contract states
    viewOn(counter)(getCounter, ({ key }) => ({ key }));
    const ambiguous = { ...addToCounter, answers: { 200: Written, 202: Written } } as const;
    expect(() => commandsOn(counter)(ambiguous, () => ({ kind: 'add', by: 1 }))).toThrow(
      'addToCounter must have one answer',
    );
  });
});
