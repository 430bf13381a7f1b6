import { describe, expect, it } from 'vitest';
import { idOf } from '#schemas/id.ts';
import { IdempotencyKey } from '#schemas/primitives.ts';
import { clientCommandId } from '#shared/identity.ts';
import { ACCOUNT, type Request } from './events.ts';
import { toyService } from './toys.ts';

const adding = { method: 'POST', path: '/toys' } as const;

/** What the answer 400 says is wrong, as `path: message`. */
async function wrong(request: Request): Promise<string[]> {
  const { status, body } = await toyService().call(request);
  expect({ status, code: body.code }).toEqual({ status: 400, code: 'invalid' });
  return (body.errors ?? []).map(({ path, message }) => `${path}: ${message}`);
}

const wrongBody = (body: unknown) => wrong({ ...adding, body });

describe('a body', () => {
  it('is parsed by the contract: defaults are filled in', async () => {
    const toys = toyService();
    await toys.call({ ...adding, body: { key: 'bear' } });
    expect(toys.seen).toMatchObject([{ input: { body: { key: 'bear', color: 'red', ports: [] } } }]);
  });

  it('names every wrong field by its path, with the allowed values', async () => {
    expect(
      await wrongBody({ key: 'ab', color: 'green', ports: [{ port: 1.5 }, { port: 70000 }, { port: '1' }] }),
    ).toEqual([
      'body.key: must be at least 3 characters',
      'body.color: must be one of red, blue',
      'body.ports.0.port: must be a whole number',
      'body.ports.1.port: must be at most 65535',
      'body.ports.2.port: must be a number',
    ]);
  });

  it('names unknown fields, at any depth, with those that are known', async () => {
    expect(await wrongBody({ key: 'bear', colour: 'red', ports: [{ port: 1, state: 'open' }] })).toEqual([
      'body.ports.0.state: is unknown here; known are: port',
      'body.colour: is unknown here; known are: key, color, ports, parts, owner, notes',
    ]);
  });

  it('names the missing fields when there is none', async () => {
    expect(await wrong(adding)).toEqual(['body.key: is missing; it must be a text']);
  });

  it('names the field of the closest form where several are allowed', async () => {
    expect(
      await wrongBody({ key: 'bear', parts: [{ kind: 'wheel', size: 11 }], owner: { name: 5 } }),
    ).toEqual(['body.parts.0.size: must be at most 9', 'body.owner.name: must be a text']);
    expect(await wrongBody({ key: 'bear', parts: [{ kind: 'roof' }] })).toEqual([
      'body.parts.0.kind: must be one of wheel, door',
    ]);
  });

  it('names all forms that are allowed where the value fits none of them any better', async () => {
    expect(await wrongBody({ key: 'bear', owner: 'ann' })).toEqual(['body.owner: must be a UUID']);
    expect(await wrongBody({ key: 'bear', owner: 5 })).toEqual([
      'body.owner: must be a text, or must be an object',
    ]);
  });

  it('never quotes a value back', async () => {
    const answer = await toyService().call({
      ...adding,
      body: { key: 'hunter2-secret-value', color: 'hunter2' },
    });
    expect(JSON.stringify(answer)).not.toContain('hunter2');
  });

  it.each([
    ['{"key":}', 'unexpected text at position 7 (line 1, column 8)'],
    ['{\n  "key": "bear",\n}', 'unexpected text at position 19 (line 3, column 1)'],
    ['{"key": "bear"', 'it ends too early, at position 14'],
    ['hunter2', 'unexpected text at position 0 (line 1, column 1)'],
  ])('that is not JSON is refused, naming the position: %j', async (raw, where) => {
    expect(await wrong({ ...adding, raw })).toEqual([`body: is not JSON: ${where}`]);
  });

  it('that is not UTF-8, or nested beyond reason, is refused', async () => {
    const bytes = Buffer.from([0x22, 0xff, 0x22]).toString('base64');
    const { call } = toyService();
    const event = { ...adding, base64: true, raw: '' };
    expect((await call({ ...event, rawBase64: bytes })).body.errors).toEqual([
      { path: 'body', message: 'is not UTF-8' },
    ]);
    expect(
      await wrong({ ...adding, raw: `{"key":"bear","notes":${'['.repeat(50_000)}${']'.repeat(50_000)}}` }),
    ).toEqual(['body: is nested deeper than 16 levels']);
  });

  /**
   * Half a surrogate pair is text to JavaScript and to nobody else: what is stored, published or read back would be another one. A field
   * `__proto__` is left out by whoever copies objects, so that it would be acknowledged and not be there.
   */
  it.each([
    ['{"key":"bear","notes":["\\ud800"]}', 'body.notes.0: holds half a character'],
    [
      '{"key":"bear","notes":{"a":{"\\udc00b":1}}}',
      'body.notes.a: has a field whose name holds half a character',
    ],
    [
      '{"key":"bear","notes":{"__proto__":{"admin":true}}}',
      'body.notes: has a field __proto__, which cannot be kept',
    ],
    ['{"key":"bear","notes":["a\\u0000b"]}', 'body.notes.0: holds the character U+0000'],
    [
      '{"key":"bear","notes":{"a\\u0000b":1}}',
      'body.notes: has a field whose name holds the character U+0000',
    ],
    ['{"__proto__":{"key":"bear"}}', 'body: has a field __proto__, which cannot be kept'],
  ])('that holds what cannot be kept is refused, naming where: %s', async (raw, where) => {
    expect(await wrong({ ...adding, raw })).toEqual([where]);
  });

  it('may hold whole characters of any plane, however they are written', async () => {
    const { call, seen } = toyService();
    const raw = '{"key":"bear","notes":["\\ud83d\\ude00","😀"]}';
    expect(await call({ ...adding, raw })).toMatchObject({ status: 201 });
    expect(seen).toMatchObject([{ input: { body: { notes: ['😀', '😀'] } } }]);
  });

  it('that must be an object is refused when it is something else', async () => {
    expect(await wrongBody([])).toEqual(['body: must be an object']);
  });

  it('is refused by a route that takes none, unless it is empty', async () => {
    const path = `/toys/${idOf('bear')}/break`;
    const empty = (raw: string) => toyService().call({ method: 'POST', path, raw });
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    const refused = ['body: must be left out: this route takes none'];
    expect(await wrong({ method: 'POST', path, body: { force: 1 } })).toEqual(refused);
    expect(await wrong({ method: 'POST', path, raw: 'force=1', headers: form })).toEqual(refused);
    expect(await wrong({ method: 'POST', path, raw: 'x'.repeat(300_000) })).toEqual(refused);
    expect(await wrong({ path: `/toys/${idOf('bear')}`, raw: 'null' })).toEqual(refused);
    for (const raw of ['', '{}', ' { }\n']) expect((await empty(raw)).status).toBe(200);
  });

  it('arrives the same when the gateway sends it as base64', async () => {
    const toys = toyService();
    await toys.call({ ...adding, base64: true, body: { key: 'bär!' } });
    expect(toys.seen).toMatchObject([
      { input: { body: { key: 'bär!' }, request: { rawBody: '{"key":"bär!"}' } } },
    ]);
  });

  it('cannot reach a prototype', async () => {
    const toys = toyService();
    const { status } = await toys.call({ ...adding, raw: '{"key":"bear","__proto__":{"admin":true}}' });
    expect(status === 400 || (status === 201 && !('admin' in Object(toys.seen[0]?.input)))).toBe(true);
  });
});

describe('a query', () => {
  const listing = { path: '/toys' };

  it('is parsed by the contract; a name given several times is a list where the contract has one', async () => {
    const toys = toyService();
    await toys.call({ ...listing, query: 'tag=a%2Cb&tag=c&limit=5&color=red' });
    await toys.call({ ...listing, query: 'tag=a' });
    expect(toys.seen).toMatchObject([
      { input: { query: { tag: ['a,b', 'c'], limit: 5, color: 'red' } } },
      { input: { query: { tag: ['a'], limit: 50 } } },
    ]);
  });

  it('names every wrong parameter, with the allowed values', async () => {
    expect(await wrong({ ...listing, query: 'limit=1000&color=green&tga=x' })).toEqual([
      'query.limit: must be at most 200',
      'query.color: must be one of red, blue',
      'query.tga: is unknown here; known are: limit, cursor, color, tag',
    ]);
    expect(await wrong({ ...listing, query: 'limit=many' })).toEqual(['query.limit: must be a number']);
  });

  it('names a parameter that is given twice', async () => {
    expect(await wrong({ ...listing, query: 'limit=5&limit=6' })).toEqual([
      'query.limit: must be given once',
    ]);
  });

  it('is refused by a route that takes none', async () => {
    expect(await wrong({ path: `/toys/${idOf('bear')}`, query: 'verbose=1' })).toEqual([
      'query.verbose: is unknown here; known are: none',
    ]);
  });
});

describe('headers', () => {
  it('If-Match is refused by a route that makes a thing, which has no version to match yet', async () => {
    expect(await wrong({ ...adding, body: { key: 'bear' }, headers: { 'if-match': '"1"' } })).toEqual([
      'header.If-Match: must be left out: this route makes a thing, which has no version yet',
    ]);
  });

  const breaking = { method: 'POST', path: `/toys/${idOf('bear')}/break` } as const;
  const seenWith = async (headers: Record<string, string>) => {
    const toys = toyService();
    await toys.call({ ...breaking, headers });
    return (toys.seen[0]!.input as { request: Record<string, unknown> }).request;
  };

  it('Idempotency-Key stands for a command id of its own namespace; without one it is made', async () => {
    expect(await seenWith({ 'idempotency-key': 'abc-1' })).toMatchObject({
      commandId: clientCommandId(IdempotencyKey.parse('abc-1')),
      idempotencyKey: 'abc-1',
    });
    const made = await seenWith({});
    expect(made).toMatchObject({ commandId: 'id-2' });
    expect(made).not.toHaveProperty('idempotencyKey');
  });

  it.each(['', 'two words', 'one,two', 'x'.repeat(201), 'clé'])(
    'Idempotency-Key %j is refused by name',
    async (key) => {
      expect(await wrong({ ...breaking, headers: { 'idempotency-key': key } })).toEqual([
        'header.Idempotency-Key: must be given once, as 1 to 200 printable ASCII characters without blanks and commas',
      ]);
    },
  );

  it.each([
    ['"7"', 7],
    ['7', 7],
    [' "0" ', 0],
    ['W/"7"', 7],
  ])('If-Match %j asks for version %i', async (text, version) => {
    expect(await seenWith({ 'If-Match': text })).toMatchObject({ ifMatch: version });
  });

  it('If-Match * asks for no version, as each change asks for a thing that is there', async () => {
    const context = await seenWith({ 'If-Match': '*' });
    expect(context).toBeDefined();
    expect(context).not.toHaveProperty('ifMatch');
  });

  it.each(['**', 'w/7', 'W/7', '"7","8"', '-1', '"7', '', '1e3', '9'.repeat(16)])(
    'If-Match %j is refused by name',
    async (text) => {
      expect(await wrong({ ...breaking, headers: { 'if-match': text } })).toEqual([
        'header.If-Match: must be one version, as in "7" or 7, or *',
      ]);
    },
  );

  it('the correlation id is taken over when it can travel on, and made otherwise', async () => {
    expect(await seenWith({ 'X-Correlation-Id': 'trace-9' })).toMatchObject({ correlationId: 'trace-9' });
    expect(await seenWith({ 'x-correlation-id': 'two words' })).toMatchObject({ correlationId: 'id-1' });
    const { headers } = await toyService().call({
      path: '/health',
      headers: { 'x-correlation-id': 'x'.repeat(129) },
    });
    expect(headers['x-correlation-id']).toBe('id-1');
  });
});

describe('the context of a command', () => {
  it('comes from the authorizer, the headers and the body; the command id stands for the route, too', async () => {
    const toys = toyService();
    await toys.call({
      ...adding,
      body: { key: 'bear' },
      headers: { 'idempotency-key': 'k1', 'x-correlation-id': 't1' },
    });
    expect(toys.seen).toMatchObject([
      {
        input: {
          context: {
            accountId: ACCOUNT,
            actor: 'user:ada@example.com',
            commandId: clientCommandId(IdempotencyKey.parse('k1')),
            formerId: 'k1',
            body: 'addToy\n{"key":"bear"}',
            correlationId: 't1',
            causationId: 'request-1',
            now: '2026-01-05T10:00:00.005Z',
          },
        },
      },
    ]);
  });
});
