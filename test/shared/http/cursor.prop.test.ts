import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { PageQuery } from '#schemas/contract.ts';
import { AccountId } from '#schemas/primitives.ts';
import { type CursorScope, createCursors } from '#shared/http/cursor.ts';
import { ACCOUNT } from './events.ts';

const cursors = createCursors(async () => Buffer.alloc(32, 7));
const account = fc.uuid().map((id) => AccountId.parse(id));
const query = fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.integer(), fc.array(fc.string())), {
  maxKeys: 4,
});
const scope: fc.Arbitrary<CursorScope> = fc.record({
  accountId: account,
  route: fc.string(),
  path: fc.webPath(),
  query,
});
/** Without what copies of JSON leave out: no position of ours has a field of that name. */
const position = fc
  .jsonValue({ maxDepth: 2 })
  .filter((value) => !Object.is(value, -0) && !JSON.stringify(value).includes('__proto__'));
const fixed: CursorScope = {
  accountId: AccountId.parse(ACCOUNT),
  route: 'listToys',
  path: '/toys',
  query: { color: 'red' },
};

const refused = { code: 'invalid', errors: [{ path: 'query.cursor' }] };
const open = (within: CursorScope, cursor: string) => cursors.open(within, cursor, z.json());

describe('a cursor', () => {
  it('gives back the position that it was made of', async () => {
    await fc.assert(
      fc.asyncProperty(scope, position, async (within, value) => {
        const sealed = await cursors.seal(within, JSON.parse(JSON.stringify(value)));
        expect(sealed).toMatch(/^[\w-]+$/);
        expect(await open(within, sealed)).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it('fits the query of a list, with any keys in its position', async () => {
    const text = (unit: fc.Arbitrary<string>) => fc.string({ unit, minLength: 900, maxLength: 900 });
    const printable = fc.integer({ min: 0x20, max: 0x7e }).map((code) => String.fromCharCode(code));
    const key = fc.oneof(text(printable), text(fc.constantFrom('"', '\\')), text(fc.constant('"')));
    const { cursor: accepted } = PageQuery;
    await fc.assert(
      fc.asyncProperty(fc.array(key, { minLength: 4, maxLength: 4 }), async (keys) => {
        const value = keys.map((SK) => ({ sort: 'CREATED#2026-11-25T12:00:00Z', SK: `ASSET#${SK}` }));
        const sealed = await cursors.seal(fixed, value);
        expect(accepted.parse(sealed)).toBe(sealed);
        expect(await open(fixed, sealed)).toEqual(value);
      }),
      { numRuns: 50 },
    );
  });

  it('is refused when any bit of it was flipped, or when it was cut or continued', async () => {
    const sealed = await cursors.seal(fixed, { SK: 'ASSET#bear', sort: 'x' });
    for (let at = 0; at < sealed.length; at += 1) {
      for (let bit = 0; bit < 8; bit += 1) {
        const flipped = String.fromCharCode(sealed.charCodeAt(at) ^ (1 << bit));
        const forged = sealed.slice(0, at) + flipped + sealed.slice(at + 1);
        await expect(open(fixed, forged)).rejects.toMatchObject(refused);
      }
      await expect(open(fixed, sealed.slice(0, at))).rejects.toMatchObject(refused);
    }
    for (const more of ['=', 'A', 'AAAA', ' ', '\n']) {
      await expect(open(fixed, sealed + more)).rejects.toMatchObject(refused);
    }
  });

  it('is refused for another account, route, thing, query or key', async () => {
    await fc.assert(
      fc.asyncProperty(scope, scope, async (mine, other) => {
        fc.pre(mine.accountId !== other.accountId);
        const sealed = await cursors.seal(mine, 'here');
        const foreign = [
          { ...mine, accountId: other.accountId },
          { ...mine, route: `${mine.route}s` },
          { ...mine, path: `${mine.path}/1` },
          { ...mine, query: { ...mine.query, one: 'more' } },
        ];
        for (const within of foreign) await expect(open(within, sealed)).rejects.toMatchObject(refused);
        const otherKey = createCursors(async () => Buffer.alloc(32, 8));
        await expect(otherKey.open(mine, sealed, z.json())).rejects.toMatchObject(refused);
      }),
    );
  });

  it('is good for the same query in another spelling, with another limit, and on the next page', async () => {
    const within = (spelling: Record<string, unknown>) => ({ ...fixed, query: spelling });
    const sealed = await cursors.seal(within({ color: 'red', tag: ['a'], limit: 50 }), 'here');
    expect(await open(within({ tag: ['a'], color: 'red', limit: 5, cursor: sealed }), sealed)).toBe('here');
    expect(await open(within({ tag: ['a'], color: 'red', status: undefined }), sealed)).toBe('here');
  });

  it('is refused when its position has another form than is asked for', async () => {
    const sealed = await cursors.seal(fixed, 'here');
    await expect(cursors.open(fixed, sealed, z.strictObject({ SK: z.string() }))).rejects.toMatchObject(
      refused,
    );
  });
});
