import { createHmac, timingSafeEqual } from 'node:crypto';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type * as z from 'zod';
import { Refusal } from '#schemas/errors.ts';
import type { AccountId, Json } from '#schemas/primitives.ts';
import type { Caller } from './caller.ts';
import type { RequestContext } from './request-context.ts';

/** The scope of a cursor: one account's pages of one query. */
export interface CursorScope {
  readonly accountId: AccountId;
  readonly route: string;
  /** A history of one thing is another list than that of the next thing. */
  readonly path: string;
  /** The parsed query; `cursor` and `limit` are left out of account, so that a page may be larger than the one before. */
  readonly query: Readonly<Record<string, unknown>>;
}

/** Answers the key that signs cursors; see `cursor-key.ts`. */
export type CursorKey = () => Promise<Uint8Array>;

export interface Cursors {
  seal(scope: CursorScope, position: Json): Promise<string>;
  /** Refuses with `invalid`, naming query.cursor, a cursor that was not sealed for this scope. */
  open<T>(scope: CursorScope, cursor: string, position: z.ZodType<T>): Promise<T>;
}

const MAC_BYTES = 32;

export const cursorScope = (
  caller: Caller,
  request: RequestContext,
  query: Readonly<Record<string, unknown>>,
): CursorScope => ({ accountId: caller.accountId, route: request.route, path: request.path, query });

/**
 * Opaque cursors, signed with HMAC-SHA256 over position, account, route, path and query. They are not encrypted: a position holds nothing that
 * the page before did not show.
 *
 * @example
 * const scope = cursorScope(caller, request, query);
 * const after = query.cursor && (await deps.cursors.open(scope, query.cursor, ListCursor));
 * return { status: 200, body: { items, ...(next && { cursor: await deps.cursors.seal(scope, next) }) } };
 */
export const createCursors = (key: CursorKey): Cursors => ({
  async seal(scope, position) {
    const payload = packed(Buffer.from(JSON.stringify(position), 'utf8'));
    return Buffer.concat([macOf(await key(), scope, payload), payload]).toString('base64url');
  },

  async open(scope, cursor, position) {
    const bytes = Buffer.from(cursor, 'base64url');
    // Base64 has several spellings of the same bytes; only the one that was given out is good.
    if (bytes.byteLength <= MAC_BYTES || bytes.toString('base64url') !== cursor) throw invalidCursor();
    const payload = bytes.subarray(MAC_BYTES);
    if (!timingSafeEqual(macOf(await key(), scope, payload), bytes.subarray(0, MAC_BYTES)))
      throw invalidCursor();
    // A cursor of an earlier release may be signed well and still be of another form.
    const parsed = position.safeParse(JSON.parse(unpacked(payload).toString('utf8')));
    if (!parsed.success) throw invalidCursor();
    return parsed.data;
  },
});

/** Bytes of a position from which on it is packed. A client sends a cursor back in a URL, of which a list takes 8,192 characters. */
const PACKED_FROM = 2 * 1024;
/** The first byte of a packed cursor: no JSON begins so. */
const PACKED = Buffer.of(1);
const MAX_UNPACKED_BYTES = 64 * 1024;

const packed = (json: Buffer): Buffer =>
  json.byteLength < PACKED_FROM ? json : Buffer.concat([PACKED, deflateRawSync(json)]);

const unpacked = (payload: Buffer): Buffer =>
  payload[0] === PACKED[0]
    ? inflateRawSync(payload.subarray(1), { maxOutputLength: MAX_UNPACKED_BYTES })
    : payload;

const invalidCursor = (): Refusal =>
  new Refusal('invalid', 'The request does not fit this route.', {
    errors: [
      {
        path: 'query.cursor',
        message: 'must be the cursor of the page before, with the same account and query',
      },
    ],
  });

function macOf(key: Uint8Array, scope: CursorScope, payload: Uint8Array): Buffer {
  const { cursor: _cursor, limit: _limit, ...query } = scope.query;
  const bound = canonical([scope.accountId, scope.route, scope.path, query]);
  // The lengths keep the bound scope and the payload apart.
  return createHmac('sha256', key)
    .update(`${Buffer.byteLength(bound)}:${bound}`)
    .update(payload)
    .digest();
}

/** JSON with the names in order, so that two spellings of one query are one. */
const canonical = (value: unknown): string =>
  JSON.stringify(value, (_name, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
