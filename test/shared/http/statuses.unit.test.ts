import { describe, expect, it } from 'vitest';
import { Problem } from '#schemas/contract.ts';
import { Refusal, TerminalFailure, TransientFailure, VersionConflict } from '#schemas/errors.ts';
import { idOf } from '#schemas/id.ts';
import { MAX_BODY_BYTES } from '#shared/http/body.ts';
import { granted } from './events.ts';
import { toyService } from './toys.ts';

const bear = { path: `/toys/${idOf('bear')}` };
const breaking = { method: 'POST', path: `/toys/${idOf('bear')}/break` } as const;
const adding = { method: 'POST', path: '/toys' } as const;

const breakWith = (error: unknown) =>
  toyService({
    onBreak: () => {
      throw error;
    },
  }).call(breaking);

describe('an answer', () => {
  it('is the answer of the route as JSON, with its ETag and a correlation id', async () => {
    const { status, headers, body } = await toyService().call(bear);
    expect({ status, body }).toEqual({ status: 200, body: { key: 'bear', pieces: 1 } });
    expect(headers).toMatchObject({
      'content-type': 'application/json',
      etag: '"7"',
      'x-correlation-id': 'id-1',
      'cache-control': 'no-store',
    });
  });

  it('of a public route needs no authorizer', async () => {
    expect((await toyService().call({ path: '/health', authorizer: undefined })).status).toBe(200);
  });

  it('is found below the prefix of a stage, and with a slash at the end', async () => {
    expect((await toyService().call({ path: `/dev${bear.path}`, stage: 'dev' })).status).toBe(200);
    expect((await toyService().call({ path: `${bear.path}/` })).status).toBe(200);
  });
});

describe('every problem', () => {
  it('is application/problem+json with type, title, status, code and correlation id', async () => {
    const { headers, body } = await toyService().call({
      path: '/nowhere',
      headers: { 'x-correlation-id': 'trace-9' },
    });
    expect(headers).toMatchObject({
      'content-type': 'application/problem+json',
      'x-correlation-id': 'trace-9',
    });
    expect(Problem.parse(body)).toEqual({
      type: 'urn:chariot:problem:not-found',
      title: 'Not found',
      status: 404,
      code: 'not-found',
      detail: 'There is no such route.',
      correlationId: 'trace-9',
    });
  });
});

describe('401', () => {
  it.each([
    ['no authorizer answered', undefined],
    ['the authorizer knows no such token', { outcome: 'unauthenticated' }],
    ['the grant is incomplete', { ...granted('read'), accountId: undefined }],
    ['the grant holds a permission that does not exist', granted('read everything')],
    ['the outcome is something else', { ...granted('read'), outcome: 'maybe' }],
  ])('when %s', async (_when, authorizer) => {
    const { status, headers, body } = await toyService().call({ ...bear, authorizer });
    expect({ status, code: body.code }).toEqual({ status: 401, code: 'unauthenticated' });
    expect(headers['www-authenticate']).toBe('Bearer realm="chariot"');
  });

  it('comes before anything of the request is looked at', async () => {
    expect((await toyService().call({ ...adding, raw: '{', authorizer: undefined })).status).toBe(401);
  });
});

describe('403', () => {
  it('names the permission that is missing', async () => {
    const { status, body } = await toyService().call({
      ...adding,
      body: { key: 'bear' },
      authorizer: granted('read'),
    });
    expect({ status, code: body.code, details: body.details }).toEqual({
      status: 403,
      code: 'forbidden',
      details: { permission: 'write_assets' },
    });
  });

  it('when the authorizer gives no access to the account', async () => {
    expect((await toyService().call({ ...bear, authorizer: { outcome: 'forbidden' } })).status).toBe(403);
  });
});

describe('404', () => {
  it('reads the same for a missing thing and for an id that cannot be one', async () => {
    const answers = await Promise.all(
      [idOf('lion'), '!!', 'a', `${idOf('bear')}=`].map((id) => toyService().call({ path: `/toys/${id}` })),
    );
    expect(new Set(answers.map((answer) => JSON.stringify(answer)))).toHaveLength(1);
    expect(answers[0]?.body).toMatchObject({
      status: 404,
      code: 'not-found',
      detail: "There is no such toy. An id in a path is the base64url of a thing's key, without padding.",
    });
  });

  it('when the path is known, but not with this method', async () => {
    expect((await toyService().call({ method: 'DELETE', path: '/toys' })).status).toBe(404);
  });
});

describe('conflicts and refusals', () => {
  it('409 with both versions when another writer was faster', async () => {
    const { status, body } = await breakWith(new VersionConflict('bear', 3, 5));
    expect({ status, code: body.code, details: body.details }).toEqual({
      status: 409,
      code: 'version-conflict',
      details: { expected: 3, actual: 5 },
    });
  });

  it.each([
    ['invalid', 400],
    ['not-found', 404],
    ['already-exists', 409],
    ['secret-shown-once', 409],
    ['version-mismatch', 412],
    ['idempotency-mismatch', 422],
    ['too-sturdy', 422],
    ['rate-limited', 429],
  ])('a refusal %s is %i with its own code, reasons and facts', async (code, status) => {
    const errors = [{ path: 'body.force', message: 'must be at most 3' }];
    const answer = await breakWith(new Refusal(code, 'The toy says no.', { errors, details: { force: 9 } }));
    expect(answer.status).toBe(status);
    expect(answer.body).toMatchObject({
      status,
      code,
      detail: 'The toy says no.',
      errors,
      details: { force: 9 },
    });
    expect(answer.headers['retry-after']).toBe(status === 429 ? '1' : undefined);
  });
});

describe('413', () => {
  it.each([false, true])(
    'when the body is too large (base64: %s), and not one byte before',
    async (base64) => {
      const filler = (bytes: number) => `{"key":"bear"}${' '.repeat(bytes - 14)}`;
      const over = await toyService().call({ ...adding, base64, raw: filler(MAX_BODY_BYTES + 1) });
      expect({ status: over.status, details: over.body.details }).toEqual({
        status: 413,
        details: { bytes: MAX_BODY_BYTES + 1, limit: MAX_BODY_BYTES },
      });
      expect((await toyService().call({ ...adding, base64, raw: filler(MAX_BODY_BYTES) })).status).toBe(201);
    },
  );

  it('counts bytes, not characters', async () => {
    expect((await toyService().call({ ...adding, raw: `"${'ü'.repeat(MAX_BODY_BYTES / 2)}"` })).status).toBe(
      413,
    );
  });
});

describe('415', () => {
  it.each([
    'text/plain',
    'application/json-patch+json',
    'application/json; charset=latin1',
    'application/json; charset="utf-16"',
    'application/jsonp',
    'application/json,text/plain',
    '',
  ])('for %j', async (type) => {
    const answer = await toyService().call({
      ...adding,
      body: { key: 'bear' },
      headers: { 'content-type': type },
    });
    expect({ status: answer.status, code: answer.body.code }).toEqual({
      status: 415,
      code: 'unsupported-media-type',
    });
  });

  it.each([
    'application/json; charset=UTF-8',
    'Application/JSON',
    'application/json;charset="utf-8"',
    'application/json;',
    'application/json; charset=utf8',
    'application/json; charset=us-ascii',
    'application/json; version=1',
    ' application/json ; version=1; charset=utf-8',
  ])('not for %j', async (type) => {
    const answer = await toyService().call({
      ...adding,
      body: { key: 'bear' },
      headers: { 'content-type': type },
    });
    expect(answer.status).toBe(201);
  });

  it.each(['gzip', 'br', 'gzip, identity'])('for a body that is compressed as %s', async (coding) => {
    const headers = { 'content-encoding': coding };
    const { status, body } = await toyService().call({ ...adding, body: { key: 'bear' }, headers });
    expect(status).toBe(415);
    expect(body.errors?.map(({ path }) => path)).toEqual(['header.Content-Encoding']);
  });

  it('not for a body that says it is as it is', async () => {
    const headers = { 'content-encoding': 'identity' };
    expect((await toyService().call({ ...adding, body: { key: 'bear' }, headers })).status).toBe(201);
  });
});

describe('5xx', () => {
  it('503 asks to try again, and says nothing of the cause', async () => {
    const { status, headers, body } = await breakWith(
      new TransientFailure('throttled', 'table chariot-x is throttled'),
    );
    expect({ status, code: body.code, retry: headers['retry-after'] }).toEqual({
      status: 503,
      code: 'unavailable',
      retry: '1',
    });
    expect(JSON.stringify(body)).not.toContain('chariot-x');
  });

  it('503 before Lambda ends the function', async () => {
    const slow = toyService({ onBreak: () => new Promise(() => {}) });
    expect((await slow.call(breaking, 260)).status).toBe(503);
  });

  it.each([
    ['what nobody foresaw', new TypeError('cannot read "password" of undefined')],
    ['what is stored wrongly', new TerminalFailure('bad-state', 'state "password" is not valid')],
    ['what is no error at all', 'password'],
  ])('500 without internals for %s', async (_what, error) => {
    const { status, body } = await breakWith(error);
    expect({ status, code: body.code, errors: body.errors, details: body.details }).toEqual({
      status: 500,
      code: 'internal',
      errors: undefined,
      details: undefined,
    });
    expect(JSON.stringify(body)).not.toMatch(/password|state|read/);
  });
});
