import { afterEach, describe, expect, it, vi } from 'vitest';
import * as z from 'zod';
import { Refusal, TransientFailure } from '#schemas/errors.ts';
import { idOf } from '#schemas/id.ts';
import { createHttpHandler } from '#shared/http/handler.ts';
import { route } from '#shared/http/route.ts';
import { createObservability, loggedCause } from '#shared/runtime/observability.ts';
import { ACCOUNT, httpEvent, lambdaContext } from './events.ts';
import { health, toyService } from './toys.ts';

const breaking = { method: 'POST', path: `/toys/${idOf('bear')}/break` } as const;
const failing = (error: unknown) => ({
  onBreak: () => {
    throw error;
  },
});

describe('the log of a request', () => {
  it('is one line with route, status, code, duration, account and correlation id', async () => {
    const toys = toyService();
    await toys.call({ path: `/toys/${idOf('bear')}`, headers: { 'x-correlation-id': 'trace-9' } });
    expect(toys.lines).toEqual([
      {
        level: 'info',
        message: 'request answered',
        fields: {
          route: 'getToy',
          status: 200,
          code: 'ok',
          duration_ms: 10,
          account_id: ACCOUNT,
          correlation_id: 'trace-9',
        },
      },
    ]);
  });

  it('tells of a refusal its code alone', async () => {
    const toys = toyService(failing(new Refusal('too-sturdy', 'The toy bear says no.')));
    await toys.call(breaking);
    await toys.call({ path: '/nowhere', authorizer: undefined });
    expect(toys.lines).toMatchObject([
      { level: 'info', fields: { route: 'breakToy', status: 422, code: 'too-sturdy', account_id: ACCOUNT } },
      { level: 'info', fields: { route: 'none', status: 404, code: 'not-found' } },
    ]);
    expect(JSON.stringify(toys.lines)).not.toContain('says no');
  });

  it('shows the error of our own failures, down to its causes', async () => {
    const cause = Object.assign(new Error('rate exceeded'), { code: 'ThrottlingException' });
    const toys = toyService(failing(new TransientFailure('throttled', 'the table is busy', { cause })));
    await toys.call(breaking);
    expect(toys.lines).toMatchObject([
      {
        level: 'error',
        fields: {
          code: 'unavailable',
          error: { name: 'TransientFailure', code: 'throttled', cause: { code: 'ThrottlingException' } },
        },
      },
    ]);
  });

  it('tells where an answer differs from its contract, and the caller nothing', async () => {
    const lines: unknown[] = [];
    const keep = (_message: string, fields: unknown) => void lines.push(fields);
    const lying = route(health, async () => ({ status: 200, body: JSON.parse('{"ok":"hunter2"}') }));
    const handler = createHttpHandler({
      routes: [lying],
      deps: {},
      service: 'asset',
      observability: { log: { info: keep, warn: keep, error: keep }, meter: { count: () => {} } },
    });
    const { statusCode, body } = await handler(httpEvent({ path: '/health' }), lambdaContext());
    expect(statusCode).toBe(500);
    expect(lines).toMatchObject([
      { error: { code: 'answer-mismatch', message: expect.stringContaining('invalid_type at ok') } },
    ]);
    expect(JSON.stringify({ lines, body })).not.toContain('hunter2');
  });

  it('never holds bodies, queries, headers, ids and tokens', async () => {
    const withInput = Object.assign(new Error('cancelled'), {
      CancellationReasons: [{ Item: 'hunter2-item' }],
    });
    const quoting = new Error('outer', { cause: new z.ZodError([]) });
    for (const error of [
      undefined,
      new Refusal('too-sturdy', 'hunter2'),
      withInput,
      quoting,
      syntaxError(),
    ]) {
      const toys = toyService(error === undefined ? {} : failing(error));
      await toys.call({
        ...breaking,
        body: {},
        headers: {
          authorization: 'Bearer hunter2-token',
          'idempotency-key': 'hunter2-key',
          cookie: 'hunter2',
        },
      });
      await toys.call({ method: 'POST', path: '/toys', raw: '{"key": hunter2' });
      await toys.call({ method: 'POST', path: '/toys', body: { key: 'hunter2-far-too-long', hunter2: 1 } });
      await toys.call({ path: '/toys', query: 'cursor=hunter2&hunter2=1' });
      await toys.call({ path: `/toys/hunter2` });
      expect(toys.lines).toHaveLength(5);
      expect(JSON.stringify(toys.lines)).not.toContain('hunter2');
    }
  });
});

describe('the count of a request', () => {
  it('is one per code', async () => {
    const toys = toyService();
    await toys.call({ path: `/toys/${idOf('bear')}` });
    await toys.call({ path: '/nowhere' });
    expect(toys.counts).toEqual([
      { name: 'Requests', dimensions: { code: 'ok' } },
      { name: 'Requests', dimensions: { code: 'not-found' } },
    ]);
  });
});

afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

describe('the log and the metrics as Lambda writes them', () => {
  it('are JSON lines: one of Powertools with our fields, one in embedded metric format under Chariot', () => {
    // Powertools writes to a console of its own otherwise.
    vi.stubEnv('POWERTOOLS_DEV', 'true');
    vi.stubEnv('POWERTOOLS_METRICS_DISABLED', 'false');
    const written: unknown[] = [];
    const keep = (line: string) => void written.push(JSON.parse(line));
    vi.spyOn(console, 'error').mockImplementation(keep);
    vi.spyOn(console, 'log').mockImplementation(keep);
    const { log, meter } = createObservability('asset');
    log.error('request failed', { code: 'internal', error: loggedCause(new Error('boom')) });
    meter.count('Requests', { code: 'internal' });
    expect(written).toMatchObject([
      {
        level: 'ERROR',
        service: 'asset',
        message: 'request failed',
        code: 'internal',
        error: { message: 'boom' },
      },
      {
        service: 'asset',
        code: 'internal',
        Requests: 1,
        _aws: { CloudWatchMetrics: [{ Namespace: 'Chariot', Dimensions: [['service', 'code']] }] },
      },
    ]);
  });
});

function syntaxError(): unknown {
  try {
    return JSON.parse('hunter2');
  } catch (error) {
    return error;
  }
}
