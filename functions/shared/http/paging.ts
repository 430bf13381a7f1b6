import type * as z from 'zod';
import type { Json } from '#schemas/primitives.ts';
import type { Listed } from '#shared/aggregate/list.ts';
import type { CursorScope, Cursors } from './cursor.ts';

/** Where a list goes on, by the cursor that the client sent back; nothing for the first page. */
export async function openCursor<T>(
  cursors: Cursors,
  scope: CursorScope,
  cursor: string | undefined,
  position: z.ZodType<T>,
): Promise<{ readonly cursor?: T }> {
  return cursor === undefined ? {} : { cursor: await cursors.open(scope, cursor, position) };
}

/** A page as it is answered: with a signed cursor, unless it is the last. */
export async function pageBody<Item, Cursor extends Json>(
  cursors: Cursors,
  scope: CursorScope,
  { items, cursor }: Listed<Item, Cursor>,
): Promise<{ readonly items: readonly Item[]; readonly cursor?: string }> {
  return cursor === undefined ? { items } : { items, cursor: await cursors.seal(scope, cursor) };
}
